package median

import "math"

// state is a set of chosen sites, always as many as the core allows, with what each row pays and what closing each
// chosen site would cost. It is changed by opening and closing single sites.
type state struct {
	c       *core
	open    []bool
	list    []int32 // chosen sites, in no order that matters
	listAt  []int32 // by site: place in list, -1 where closed
	first   []int32 // by row: pair of the nearest chosen site, -1 for none
	second  []int32 // by row: pair of the second nearest chosen site, -1 for none
	near    []int64 // by row: what it pays per weight
	nearer2 []int64 // by row: what it would pay per weight if first closed
	loss    []int64 // by site: what closing it would cost
	value   int64
	blind   int // rows without a chosen site whose far is only a lower bound
	work    int64
	touched []int32 // rows whose near or nearer2 changed since the list was cleared
	mark    []bool  // by row: is in touched
}

func newState(c *core) *state {
	c.transpose()
	n, m := c.rows(), c.sites()
	s := &state{c: c, open: make([]bool, m), listAt: make([]int32, m), first: make([]int32, n), second: make([]int32, n),
		near: make([]int64, n), nearer2: make([]int64, n), loss: make([]int64, m), mark: make([]bool, n)}
	s.reset(nil)
	return s
}

// reset makes chosen the set of chosen sites.
func (s *state) reset(chosen []int32) {
	c := s.c
	for j := range s.open {
		s.open[j], s.listAt[j], s.loss[j] = false, -1, 0
	}
	s.list = s.list[:0]
	for _, j := range chosen {
		s.open[j] = true
		s.listAt[j] = int32(len(s.list))
		s.list = append(s.list, j)
	}
	s.value, s.blind = c.base, 0
	for i := range s.first {
		s.first[i], s.second[i] = -1, -1
		s.near[i], s.nearer2[i] = c.far[i], c.far[i]
		s.scan(int32(i), c.start[i])
		s.count(int32(i), 1)
	}
	s.work += int64(c.rows() + c.sites())
}

// scan fills first and second of a row from pair k on, first being known or -1.
func (s *state) scan(i, k int32) {
	c := s.c
	end := c.start[i+1]
	begin := k
	for ; k < end; k++ {
		if !s.open[c.site[k]] {
			continue
		}
		if s.first[i] < 0 {
			s.first[i], s.near[i] = k, int64(c.dist[k])
			continue
		}
		s.second[i], s.nearer2[i] = k, int64(c.dist[k])
		break
	}
	s.work += int64(k - begin)
}

// count adds (sign 1) or takes away (sign -1) a row's part of value and loss.
func (s *state) count(i int32, sign int64) {
	w := s.c.weight[i] * sign
	s.value += w * s.near[i]
	if f := s.first[i]; f >= 0 {
		s.loss[s.c.site[f]] += w * (s.nearer2[i] - s.near[i])
	} else if s.c.blind != nil && s.c.blind[i] {
		s.blind += int(sign)
	}
}

func (s *state) touch(i int32) {
	if !s.mark[i] {
		s.mark[i] = true
		s.touched = append(s.touched, i)
	}
}

// add opens a site.
func (s *state) add(j int32) {
	c := s.c
	s.open[j] = true
	s.listAt[j] = int32(len(s.list))
	s.list = append(s.list, j)
	from, to := c.of(j)
	s.work += int64(to - from)
	for e := from; e < to; e++ {
		i, k := c.cols.row[e], c.cols.at[e]
		if s.second[i] >= 0 && k > s.second[i] {
			continue
		}
		s.touch(i)
		s.count(i, -1)
		d := int64(c.cols.dist[e])
		if s.first[i] < 0 || k < s.first[i] {
			s.second[i], s.nearer2[i] = s.first[i], s.near[i]
			s.first[i], s.near[i] = k, d
		} else {
			s.second[i], s.nearer2[i] = k, d
		}
		s.count(i, 1)
	}
}

// drop closes a site.
func (s *state) drop(j int32) {
	c := s.c
	s.open[j] = false
	at, last := s.listAt[j], s.list[len(s.list)-1]
	s.list[at], s.listAt[last] = last, at
	s.list, s.listAt[j] = s.list[:len(s.list)-1], -1
	from, to := c.of(j)
	s.work += int64(to - from)
	for e := from; e < to; e++ {
		i, k := c.cols.row[e], c.cols.at[e]
		if k != s.first[i] && k != s.second[i] {
			continue
		}
		s.touch(i)
		s.count(i, -1)
		if k == s.first[i] {
			s.first[i], s.near[i] = s.second[i], s.nearer2[i]
		}
		begin := k + 1
		if s.first[i] >= begin {
			begin = s.first[i] + 1
		}
		s.second[i], s.nearer2[i] = -1, c.far[i]
		if s.first[i] >= 0 {
			s.scan(i, begin)
		}
		s.count(i, 1)
	}
}

// cheapest returns the chosen site whose closing costs least, by (loss, site); -1 for none.
func (s *state) cheapest() int32 {
	best, at := int64(math.MaxInt64), int32(-1)
	for _, r := range s.list {
		if s.loss[r] < best || s.loss[r] == best && r < at {
			best, at = s.loss[r], r
		}
	}
	s.work += int64(len(s.list))
	return at
}

// clear forgets the touched rows.
func (s *state) clear() {
	for _, i := range s.touched {
		s.mark[i] = false
	}
	s.touched = s.touched[:0]
}
