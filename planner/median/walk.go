package median

import (
	"math/rand/v2"
	"slices"
)

// walker is an iterated local search (Lourenço, Martin, Stützle 2003, doi:10.1007/0-306-48056-5_11): a few random
// interchanges in one neighbourhood, a descent there, and back if the result is worse.
type walker struct {
	w     *swapper
	r     *rand.Rand
	best  []int32 // ascending
	value int64
	blind int
}

func newWalker(c *core, seed, stream uint64) *walker {
	return &walker{w: newSwapper(c), r: rand.New(rand.NewPCG(seed, stream))}
}

// random returns a random set of as many sites as may be chosen.
func (k *walker) random() []int32 {
	c := k.w.s.c
	set := make([]int32, 0, c.picks)
	for _, j := range k.r.Perm(c.sites())[:min(c.picks, c.sites())] {
		set = append(set, int32(j))
	}
	return set
}

// begin descends from a set.
func (k *walker) begin(set []int32, m *meter) {
	s := k.w.s
	s.reset(set)
	s.clear()
	k.w.history = k.w.history[:0]
	k.w.all()
	k.w.descend(m)
	k.keep()
}

func (k *walker) keep() {
	k.best = append(k.best[:0], k.w.s.list...)
	slices.Sort(k.best)
	k.value, k.blind = k.w.s.value, k.w.s.blind
}

// walk goes on until the meter's budget is used up. Keeping results that are a little
// worse was tried and found no better within the same effort.
func (k *walker) walk(m *meter) {
	s, w := k.w.s, k.w
	if len(s.list) == 0 || len(s.list) == s.c.sites() || s.c.rows() == 0 {
		return
	}
	for !m.over() {
		before := s.value
		w.history = w.history[:0]
		for range 1 + k.r.IntN(3) {
			k.kick()
		}
		w.enqueue()
		w.descend(m)
		switch {
		case s.value > before || s.blind > k.blind:
			w.undo(0)
		case s.value < k.value:
			k.keep()
		}
		w.pay(m)
	}
}

// kick opens a random site near a random row and closes a random chosen one near by.
func (k *walker) kick() {
	s, c := k.w.s, k.w.s.c
	for range 20 {
		i := int32(k.r.IntN(c.rows()))
		from, to := c.start[i], c.start[i+1]
		if to == from || s.first[i] < 0 {
			continue
		}
		reach := to
		if s.second[i] >= 0 {
			reach = min(to, s.second[i]+1)
		}
		j := c.site[from+int32(k.r.IntN(int(reach-from)))]
		if s.open[j] {
			continue
		}
		// close one of the sites that serve a row near j
		a, b := c.of(j)
		e := c.cols.row[a+int32(k.r.IntN(int(b-a)))]
		f := s.first[e]
		if f < 0 {
			continue
		}
		k.w.apply(move{j, c.site[f]})
		return
	}
}
