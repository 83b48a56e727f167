
(() => {
"use strict";
const id = name => document.getElementById(name);
const main = document.querySelector("main"), find = id("find"), found = id("found"), at = id("at");

// A node is a details element, with its row in the summary, or a row alone.
const nodeOf = e => e.closest && e.closest("details, .r");
const rowOf = n => n.matches("details") ? n.firstElementChild : n;
const nameOf = n => n.dataset.step ?? (rowOf(n).querySelector(":scope > b")?.textContent ?? "");

const pathOf = n => {
	const steps = [];
	for (; n && main.contains(n); n = n.parentElement && nodeOf(n.parentElement)) steps.unshift(nameOf(n));
	return steps.reduce((path, s) => path + (path && s && s[0] !== "[" ? "." : "") + s, "");
};
const typeOf = n => rowOf(n).querySelector(":scope > [title]")?.title ?? "";

const tell = n => {
	const path = pathOf(n), type = typeOf(n);
	at.textContent = (path || "(root)") + (type ? "  " + type : "");
};

const copy = async n => {
	const path = pathOf(n);
	try {
		await navigator.clipboard.writeText(path);
	} catch {
		const area = document.createElement("textarea");
		area.value = path;
		document.body.append(area);
		area.select();
		document.execCommand("copy");
		area.remove();
		focus(n);
	}
	at.textContent = "copied: " + path;
};

const seen = n => rowOf(n).getClientRects().length > 0;
const focus = n => {
	const row = rowOf(n);
	if (row === n) n.tabIndex = -1;
	row.focus();
	row.scrollIntoView({block: "nearest"});
};

// after and before find the neighbours of n among the rows that can be seen.
const after = n => {
	do {
		if (n.matches("details[open]") && n.children[1]) n = n.children[1];
		else {
			while (n !== main && !n.nextElementSibling) n = n.parentElement;
			if (n === main) return null;
			n = n.nextElementSibling;
		}
	} while (!seen(n));
	return n;
};
const before = n => {
	do {
		let p = n.previousElementSibling;
		if (!p || p.matches("summary")) p = n.parentElement;
		else while (p.matches("details[open]") && p.children[1]) p = p.lastElementChild;
		if (p === main || !p.matches("details, .r")) return null;
		n = p;
	} while (!seen(n));
	return n;
};

main.addEventListener("click", e => {
	if (e.target.tagName === "B") {
		e.preventDefault();
		copy(nodeOf(e.target));
	}
});
main.addEventListener("pointerover", e => { const n = nodeOf(e.target); if (n) tell(n); });
main.addEventListener("focusin", e => { const n = nodeOf(e.target); if (n) tell(n); });

document.addEventListener("keydown", e => {
	if (e.ctrlKey || e.metaKey || e.altKey) return;
	if (e.target === find) {
		if (e.key === "Enter") step(e.shiftKey ? -1 : 1);
		else if (e.key === "Escape") { find.value = ""; search(); }
		else if (e.key === "ArrowDown" && main.firstElementChild) focus(main.firstElementChild);
		else return;
		e.preventDefault();
		return;
	}
	if (e.key === "/") {
		e.preventDefault();
		find.focus();
		return;
	}
	const n = nodeOf(e.target);
	if (!n || !main.contains(n)) return;
	const details = n.matches("details");
	let to = null;
	switch (e.key) {
	case "ArrowDown": to = after(n); break;
	case "ArrowUp": to = before(n); break;
	case "ArrowRight":
		if (details && !n.open) n.open = true;
		else if (details) to = after(n);
		break;
	case "ArrowLeft":
		if (details && n.open) n.open = false;
		else to = nodeOf(n.parentElement);
		break;
	case "Home": to = main.firstElementChild; break;
	case "c": copy(n); break;
	default: return;
	}
	e.preventDefault();
	if (to && main.contains(to)) focus(to);
});

const openAll = open => {
	for (const d of main.querySelectorAll(find.value ? "details.in, details.hit" : "details")) d.open = open;
	if (!open && main.firstElementChild) main.firstElementChild.open = true;
};
id("expand").addEventListener("click", () => openAll(true));
id("collapse").addEventListener("click", () => openAll(false));

// The search marks what has the text in its own row, and opens the way there.
const most = 1000;
let index, hits = [], marked = [], opened = [], current = -1;
const texts = () => index ??= Array.from(main.querySelectorAll("details, .r"), n => {
	let text = "";
	for (const c of rowOf(n).children) if (c.tagName !== "S") text += c.textContent + " ";
	return [n, text.toLowerCase()];
});
const search = () => {
	for (const n of marked) n.classList.remove("hit", "in");
	for (const d of opened) d.open = false;
	hits = []; marked = []; opened = []; current = -1;
	const q = find.value.toLowerCase().trim();
	main.classList.toggle("searching", q !== "");
	found.textContent = "";
	if (!q) return;
	let all = 0;
	for (const [n, text] of texts()) {
		if (!text.includes(q)) continue;
		if (++all > most) continue;
		hits.push(n);
		n.classList.add("hit");
		marked.push(n);
		for (let p = nodeOf(n.parentElement); p && main.contains(p) && !p.classList.contains("in"); p = nodeOf(p.parentElement)) {
			p.classList.add("in");
			marked.push(p);
			if (p.matches("details") && !p.open) {
				p.open = true;
				opened.push(p);
			}
		}
	}
	found.textContent = all > most ? most + " of " + all : all + " found";
};
const step = by => {
	if (!hits.length) return;
	current = (current + by + hits.length) % hits.length;
	rowOf(hits[current]).scrollIntoView({block: "center"});
	tell(hits[current]);
	found.textContent = (current + 1) + " of " + hits.length;
};
let timer;
find.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 150); });
if (location.hash.startsWith("#find=")) { find.value = decodeURIComponent(location.hash.slice(6)); search(); }
document.documentElement.dataset.script = "ran";
})();
