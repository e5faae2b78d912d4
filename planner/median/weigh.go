package median

import (
	"math/rand/v2"
	"slices"
)

// weigher looks for sites that cover every row of a covering core (see covering), picks at most, by the vertex weighting of
// Zhang, Lü, Su, Li, Fang and Ma (2020, doi:10.24963/ijcai.2020/206): a row that nobody covers is drawn; of all interchanges
// that cover it the one after which the rows without cover weigh least is made, be it for the worse; where it was not for
// the better, all rows without cover become heavier, so that those which are often left out are attended to. The pair just
// changed rests for one step. We deviate in starting from an answer to a larger radius, and in drawing ties by index.
// A step visits the rows of the sites that cover the drawn row, and all chosen sites for each of these.
type weigher struct {
	c      *core
	m      *meter
	r      *rand.Rand
	weight []int64 // by row
	covers []int32 // by row: how many chosen sites cover it
	only   []int32 // by row: the sum of the chosen sites that cover it, so the site where covers is 1
	chosen []bool
	list   []int32 // chosen sites
	loss   []int64 // by chosen site: weight of the rows that it alone covers
	bare   []int32 // rows that nobody covers
	place  []int32 // by row: where it stands in bare
	saved  []int64 // by site: how much less closing it loses, while a candidate is tried
	near   []int32 // sites with saved
}

func newWeigher(c *core, m *meter, seed, stream uint64) *weigher {
	c.transpose()
	w := &weigher{c: c, m: m, r: rand.New(rand.NewPCG(seed, stream)), weight: slices.Repeat([]int64{1}, c.rows()), covers: make([]int32, c.rows()),
		only: make([]int32, c.rows()), chosen: make([]bool, c.sites()), loss: make([]int64, c.sites()), place: make([]int32, c.rows()), saved: make([]int64, c.sites())}
	for i := range w.place {
		w.place[i] = int32(i)
		w.bare = append(w.bare, int32(i))
	}
	return w
}

// search begins with a set, fills it up and interchanges until all rows are covered or the meter is used up. It returns the set,
// as sites of the core, or nil.
func (w *weigher) search(set []int32) []int32 {
	for _, j := range set {
		w.open(j)
	}
	for len(w.bare) > 0 && len(w.list) < w.c.picks {
		w.open(w.best(w.draw(), nil).add)
	}
	rest := move{-1, -1}
	for len(w.bare) > 0 && w.m.spend(1) {
		before := w.uncovered()
		v := w.best(w.draw(), &rest)
		if v.add < 0 {
			rest = move{-1, -1}
			continue
		}
		w.open(v.add)
		w.close(v.drop)
		if w.uncovered() >= before {
			for _, i := range w.bare {
				w.weight[i]++
			}
		}
		rest = v
	}
	if len(w.bare) > 0 {
		return nil
	}
	return w.list
}

func (w *weigher) draw() int32 { return w.bare[w.r.IntN(len(w.bare))] }

func (w *weigher) uncovered() (sum int64) {
	for _, i := range w.bare {
		sum += w.weight[i]
	}
	return sum
}

// best is the interchange that covers row i and leaves least; without rest it only opens. A part of it is -1 where there is none.
func (w *weigher) best(i int32, rest *move) move {
	c, found, least := w.c, move{-1, -1}, int64(0)
	for _, j := range c.site[c.start[i]:c.start[i+1]] {
		if rest != nil && j == rest.drop {
			continue
		}
		from, to := c.of(j)
		change := int64(0)
		for _, row := range c.cols.row[from:to] {
			switch w.covers[row] {
			case 0:
				change -= w.weight[row]
			case 1:
				r := w.only[row]
				if w.saved[r] == 0 {
					w.near = append(w.near, r)
				}
				w.saved[r] += w.weight[row]
			}
		}
		drop, cheapest := int32(-1), int64(0)
		if rest != nil {
			for _, r := range w.list {
				if cost := w.loss[r] - w.saved[r]; r != rest.add && (drop < 0 || cost < cheapest || cost == cheapest && r < drop) {
					drop, cheapest = r, cost
				}
			}
		}
		for _, r := range w.near {
			w.saved[r] = 0
		}
		w.near = w.near[:0]
		w.m.spend(int64(to-from) + int64(len(w.list))/4)
		if rest != nil && drop < 0 {
			continue
		}
		if change += cheapest; found.add < 0 || change < least {
			found, least = move{j, drop}, change
		}
	}
	return found
}

// open and close change the set and all that hangs on it.
func (w *weigher) open(j int32) {
	w.chosen[j] = true
	w.list = append(w.list, j)
	from, to := w.c.of(j)
	for _, i := range w.c.cols.row[from:to] {
		switch w.covers[i] {
		case 0:
			w.loss[j] += w.weight[i]
			at, last := w.place[i], w.bare[len(w.bare)-1]
			w.bare[at], w.place[last] = last, at
			w.bare = w.bare[:len(w.bare)-1]
		case 1:
			w.loss[w.only[i]] -= w.weight[i]
		}
		w.covers[i]++
		w.only[i] += j
	}
}

func (w *weigher) close(j int32) {
	w.chosen[j] = false
	at := slices.Index(w.list, j)
	w.list[at] = w.list[len(w.list)-1]
	w.list = w.list[:len(w.list)-1]
	from, to := w.c.of(j)
	for _, i := range w.c.cols.row[from:to] {
		w.covers[i]--
		w.only[i] -= j
		switch w.covers[i] {
		case 0:
			w.place[i] = int32(len(w.bare))
			w.bare = append(w.bare, i)
		case 1:
			w.loss[w.only[i]] += w.weight[i]
		}
	}
	w.loss[j] = 0
}
