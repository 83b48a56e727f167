// Where a text stops being JSON. What is wrong with it is said here rather
// than by encoding/json, which says it in other words with and without
// GOEXPERIMENT=jsonv2.

package pg

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// check reports what is wrong with the text if it isn't JSON.
func (r *jsonReader) check() *jsonError {
	if json.Valid(r.data) {
		return nil
	}
	s := jsonScanner{data: r.data}
	s.text()
	if s.err == nil {
		s.i, s.err = 0, errors.New("expected JSON")
	}
	return &jsonError{offset: s.i, err: s.err}
}

// A jsonScanner goes through a text up to where it stops being JSON, which i
// then is.
type jsonScanner struct {
	data  []byte
	i     int
	depth int
	err   error
}

// maxJSONDepth is how deep encoding/json lets values nest.
const maxJSONDepth = 10_000

// fail says what was expected at i. It returns false, as all methods do when
// the text isn't JSON.
func (s *jsonScanner) fail(expected string) bool {
	if s.i >= len(s.data) {
		s.i = len(s.data)
		s.err = errors.New("expected JSON: unexpected end of JSON input")
		return false
	}
	c, _ := utf8.DecodeRune(s.data[s.i:])
	s.err = fmt.Errorf("expected %s, got %s", expected, strconv.QuoteRune(c))
	return false
}

// peek returns the next byte that is not white space, or 0.
func (s *jsonScanner) peek() byte {
	for ; s.i < len(s.data); s.i++ {
		switch c := s.data[s.i]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

func (s *jsonScanner) text() bool {
	if !s.value() {
		return false
	}
	if s.peek(); s.i < len(s.data) {
		return s.fail("nothing more")
	}
	return true
}

func (s *jsonScanner) value() bool {
	switch c := s.peek(); {
	case c == '{':
		return s.nested('}', func() bool {
			if s.peek() != '"' {
				return s.fail(`the name of a member, in quotes`)
			}
			if !s.string() {
				return false
			}
			if s.peek() != ':' {
				return s.fail("a colon after the name of a member")
			}
			s.i++
			return s.value()
		})
	case c == '[':
		return s.nested(']', s.value)
	case c == '"':
		return s.string()
	case c == 't':
		return s.word("true")
	case c == 'f':
		return s.word("false")
	case c == 'n':
		return s.word("null")
	case c == '-' || '0' <= c && c <= '9':
		return s.number()
	}
	return s.fail("a value")
}

// nested reads what begins with a bracket and is made of elements.
func (s *jsonScanner) nested(closing byte, element func() bool) bool {
	if s.depth++; s.depth > maxJSONDepth {
		s.err = fmt.Errorf("expected JSON that nests at most %d deep", maxJSONDepth)
		return false
	}
	s.i++
	if s.peek() == closing {
		s.i++
		s.depth--
		return true
	}
	for {
		if !element() {
			return false
		}
		switch s.peek() {
		case ',':
			s.i++
		case closing:
			s.i++
			s.depth--
			return true
		default:
			return s.fail("a comma or " + string(closing))
		}
	}
}

func (s *jsonScanner) string() bool {
	for s.i++; s.i < len(s.data); s.i++ {
		switch c := s.data[s.i]; {
		case c == '"':
			s.i++
			return true
		case c < ' ':
			return s.fail("a control character of a string as an escape")
		case c == '\\':
			s.i++
			if s.i >= len(s.data) {
				return s.fail("")
			}
			switch s.data[s.i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				for range 4 {
					s.i++
					if s.i >= len(s.data) || !isHex(s.data[s.i]) {
						return s.fail(`four hexadecimal digits after \u`)
					}
				}
			default:
				return s.fail(`one of "\/bfnrtu after a backslash`)
			}
		}
	}
	return s.fail("")
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func (s *jsonScanner) word(word string) bool {
	for i := range len(word) {
		if s.i >= len(s.data) || s.data[s.i] != word[i] {
			return s.fail(word)
		}
		s.i++
	}
	return true
}

func (s *jsonScanner) number() bool {
	if s.data[s.i] == '-' {
		s.i++
	}
	if s.i < len(s.data) && s.data[s.i] == '0' {
		s.i++
		if s.i < len(s.data) && '0' <= s.data[s.i] && s.data[s.i] <= '9' {
			return s.fail("no digit after a leading 0")
		}
	} else if !s.digits() {
		return false
	}
	if s.i < len(s.data) && s.data[s.i] == '.' {
		s.i++
		if !s.digits() {
			return false
		}
	}
	if s.i < len(s.data) && (s.data[s.i] == 'e' || s.data[s.i] == 'E') {
		s.i++
		if s.i < len(s.data) && (s.data[s.i] == '+' || s.data[s.i] == '-') {
			s.i++
		}
		return s.digits()
	}
	return true
}

func (s *jsonScanner) digits() bool {
	from := s.i
	for s.i < len(s.data) && '0' <= s.data[s.i] && s.data[s.i] <= '9' {
		s.i++
	}
	return s.i > from || s.fail("a digit")
}
