// Package policy holds the algorithms that learn a distribution of programs by
// the gradient of its expected reward: the controllers of neural architecture
// search.
//
// The distribution is factored: each decision has its own, and it counts only
// where the decision is active, so that what is conditional on a candidate is
// learned from the programs that have it. A choice has a softmax over its
// candidates, of which those that are not allowed any more are left out (several
// distinct choices). So has a range of ten values or fewer; a larger one, and a
// continuous number, has a beta distribution over its scale, with one peak (Chou,
// Maturana, Scherer, "Improving Stochastic Policy Gradients in Continuous Control
// with Deep Reinforcement Learning using the Beta Distribution", 2017). All are
// uniform at first. Custom decisions are drawn at random, nothing is learned of
// them.
package policy

import (
	"errors"
	"fmt"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// An Option sets up [REINFORCE] or [PPO].
type Option func(*settings)

// LearningRate sets that of Adam (Kingma and Ba, 2015), whose other settings
// are the usual ones: 0.9, 0.999 and 1e-8. A step changes the logarithm of a
// probability by about that much.
func LearningRate(rate float64) Option { return func(s *settings) { s.rate = rate } }

// Baseline sets how much of the moving average of rewards, which a reward is
// compared with, stays when one is added.
func Baseline(decay float64) Option { return func(s *settings) { s.decay = decay } }

// Entropy sets the weight of the policy's entropy, the sum of that of the
// active decisions, beside the reward: how much it is worth to stay undecided.
// Its unit is the root mean square of how rewards differ from the baseline.
func Entropy(weight float64) Option { return func(s *settings) { s.entropy = weight } }

// Batch sets after how many trials [PPO] learns.
func Batch(trials int) Option { return func(s *settings) { s.batch = trials } }

// Epochs sets how many steps [PPO] takes on a batch.
func Epochs(n int) Option { return func(s *settings) { s.epochs = n } }

// Clip sets how far from 1 the ratio of a program's probabilities, after and
// before, is still changed by [PPO].
func Clip(ratio float64) Option { return func(s *settings) { s.clip = ratio } }

// REINFORCE returns the policy gradient (Williams, "Simple Statistical
// Gradient-Following Algorithms for Connectionist Reinforcement Learning", 1992;
// for architectures Zoph and Le, "Neural Architecture Search with Reinforcement
// Learning", 2017): after each trial the probability of its program goes up if
// its reward is above the moving average of rewards, and down if it is below.
//
// The defaults are those of NATS-Bench (Dong, Liu, Musial, Gabrys, 2021), whose
// policy has independent decisions, too: a learning rate of 0.01, a baseline that
// keeps 0.9, no entropy. With these it takes thousands of trials to decide; a
// higher rate learns faster and goes wrong more often.
//
// It takes any space. Trials may run in parallel: each teaches the policy as it
// is when the trial ends. Failed trials, and programs that break constraints,
// count as the worst reward so far. Of several objectives the first counts, and with
// pareto.Scalarize all of them. A trial costs about eight microseconds for 20 decisions, whatever the length of
// the history; memory is three numbers for each candidate. No DNA is proposed
// twice, see [search.Dedup].
func REINFORCE(opts ...Option) search.Algorithm {
	return withOptions(settings{name: "REINFORCE", rate: 0.01, decay: 0.9, batch: 1, epochs: 1}, opts)
}

// PPO returns proximal policy optimization (Schulman, Wolski, Dhariwal, Radford,
// Klimov, "Proximal Policy Optimization Algorithms", 2017), with which NASNet was
// found (Zoph, Vasudevan, Shlens, Le, "Learning Transferable Architectures for
// Scalable Image Recognition", 2018). The policy learns from a batch of trials in
// several steps, as far as these don't change the probability of a program by
// more than a part. So it learns more from each trial than [REINFORCE] does.
//
// The defaults: a clip of 0.2, 10 epochs and an entropy of 0.01 as in the first
// paper, a batch of 20 trials and a baseline that keeps 0.95 as in the second, and
// for independent decisions the learning rate of REINFORCE, 0.01.
//
// It takes what REINFORCE takes, and what is said there holds. A trial costs
// about twenty microseconds for 20 decisions on average, the last of a batch all
// of it.
func PPO(opts ...Option) search.Algorithm {
	return withOptions(settings{name: "PPO", rate: 0.01, decay: 0.95, entropy: 0.01, batch: 20, epochs: 10, clip: 0.2, ppo: true}, opts)
}

func withOptions(s settings, opts []Option) search.Algorithm {
	plain := s
	for _, opt := range opts {
		opt(&s)
	}
	s.misplaced = !s.ppo && (s.batch != plain.batch || s.epochs != plain.epochs || s.clip != plain.clip)
	return search.Dedup(s)
}

type settings struct {
	name          string
	ppo           bool
	misplaced     bool // REINFORCE has options of PPO
	rate, decay   float64
	entropy, clip float64
	batch, epochs int
}

func (s settings) String() string {
	text := fmt.Sprintf("%s(learning rate=%v, baseline=%v, entropy=%v", s.name, s.rate, s.decay, s.entropy)
	if s.ppo {
		text += fmt.Sprintf(", batch=%d, epochs=%d, clip=%v", s.batch, s.epochs, s.clip)
	}
	return text + ")"
}

func (s settings) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var errs []error
	check := func(ok bool, text string) {
		if !ok {
			errs = append(errs, fmt.Errorf("%v: %s", s, text))
		}
	}
	check(s.rate > 0 && !math.IsInf(s.rate, 1), "the learning rate must be above 0: use policy.LearningRate(0.01)")
	check(s.decay >= 0 && s.decay < 1, "the baseline must keep 0 or more, and less than 1: use policy.Baseline(0.9)")
	check(s.entropy >= 0 && !math.IsInf(s.entropy, 1), "the weight of the entropy must not be negative: use policy.Entropy(0) for none")
	check(!s.misplaced, "Batch, Epochs and Clip are options of PPO: use policy.PPO")
	if s.ppo {
		check(s.batch >= 1, "the batch must be 1 or more: use policy.Batch(20)")
		check(s.epochs >= 1, "there must be 1 epoch or more: use policy.Epochs(10)")
		check(s.clip > 0 && s.clip < 1, "the clip must be between 0 and 1: use policy.Clip(0.2)")
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	c, err := newController(space)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", s, err)
	}
	return &learner{
		settings:   s,
		controller: c,
		stream:     search.NewStream(seed),
		open:       map[int]*sample{},
		worst:      math.Inf(1),
		adam:       newAdam(c, s.rate),
	}, nil
}

// A sample is a program that is being tried or learned from.
type sample struct {
	point
	before    float64 // the logarithm of its probability when it began
	advantage float64 // of its reward over the baseline
}

type learner struct {
	settings
	*controller
	adam   *adam
	stream *search.Stream
	open   map[int]*sample
	batch  []*sample

	baseline, square average // of rewards, and of squared advantages
	worst            float64
}

// An average is a moving one, which counts only what has been added.
type average struct{ sum, weight float64 }

func (a *average) add(v, decay float64) {
	a.sum = decay*a.sum + (1-decay)*v
	a.weight = decay*a.weight + (1 - decay)
}

func (a *average) value() float64 { return a.sum / a.weight }

func (l *learner) Propose(id int) (*geno.DNA, error) {
	return l.draw(l.stream.For(id))
}

func (l *learner) Started(id int, dna *geno.DNA) {
	s := &sample{point: l.read(dna)}
	if l.ppo {
		s.before = l.logProb(s.point)
	}
	l.open[id] = s
}

func (l *learner) Finished(id int, outcome search.Outcome) {
	s := l.open[id]
	delete(l.open, id)
	reward := outcome.Reward
	if outcome.Failed || outcome.Violation > 0 || math.IsInf(reward, 0) {
		if math.IsInf(l.worst, 1) || reward > 0 && math.IsInf(reward, 1) {
			return // nothing to compare with
		}
		reward = l.worst
	} else {
		// The average has the reward itself in it, as in NATS-Bench.
		l.baseline.add(reward, l.decay)
		l.worst = min(l.worst, reward)
	}
	s.advantage = reward - l.baseline.value()
	l.square.add(s.advantage*s.advantage, l.decay)
	if l.batch = append(l.batch, s); len(l.batch) < l.settings.batch {
		return
	}
	l.learn()
	l.batch = l.batch[:0]
}

// learn takes the steps on a batch.
func (l *learner) learn() {
	entropy := l.entropy * math.Sqrt(l.square.value()) / float64(len(l.batch))
	for range l.epochs {
		for _, s := range l.batch {
			weight := s.advantage / float64(len(l.batch))
			if l.ppo {
				ratio := math.Exp(min(l.logProb(s.point)-s.before, 50))
				if weight *= ratio; s.advantage > 0 && ratio > 1+l.clip || s.advantage < 0 && ratio < 1-l.clip {
					weight = 0
				}
			}
			l.addGradient(s.point, weight, entropy)
		}
		l.adam.step(l.controller)
	}
}
