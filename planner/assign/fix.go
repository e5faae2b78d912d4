package assign

import "slices"

// fixes says of every site whether it is still free: a node of the branching.
type fixes struct {
	state   []int8 // free, open, closed
	newly   int64  // open sites that are not fixed in the problem
	yuan    int64
	inTown  []int64 // open new sites of each town
	freeIn  []int64 // free sites of each town
	frees   int64
	invalid bool // a limit on sites cannot be kept
}

const (
	free int8 = iota
	open
	closed
)

// begin returns the fixes of the problem itself.
func (c *core) begin() *fixes {
	f := &fixes{state: make([]int8, c.sites()), inTown: make([]int64, len(c.floor)), freeIn: make([]int64, len(c.floor))}
	for j := range c.sites() {
		f.frees++
		if t := c.siteTown[j]; t >= 0 {
			f.freeIn[t]++
		}
	}
	for j := range int32(c.sites()) {
		if c.banned[j] {
			c.close(f, j)
		}
	}
	for j := range int32(c.sites()) {
		if c.fixed[j] {
			c.openSite(f, j)
		}
	}
	return f
}

func (f *fixes) clone() *fixes {
	g := *f
	g.state, g.inTown, g.freeIn = slices.Clone(f.state), slices.Clone(f.inTown), slices.Clone(f.freeIn)
	return &g
}

func (f *fixes) leaveFree(c *core, j int32) {
	f.frees--
	if t := c.siteTown[j]; t >= 0 {
		f.freeIn[t]--
	}
}

// close closes a free site.
func (c *core) close(f *fixes, j int32) {
	if f.state[j] != free {
		f.invalid = f.invalid || f.state[j] == open
		return
	}
	f.state[j] = closed
	f.leaveFree(c, j)
	if t := c.siteTown[j]; t >= 0 && f.inTown[t]+f.freeIn[t] < c.townFewest[t] {
		f.invalid = true
	}
	if f.newly+f.frees < c.fewest {
		f.invalid = true
	}
}

// openSite opens a free site and closes its rivals.
func (c *core) openSite(f *fixes, j int32) {
	if f.state[j] != free {
		f.invalid = f.invalid || f.state[j] == closed
		return
	}
	f.state[j] = open
	f.leaveFree(c, j)
	if !c.fixed[j] {
		f.newly++
		f.yuan += c.yuan[j]
		if t := c.siteTown[j]; t >= 0 {
			f.inTown[t]++
			f.invalid = f.invalid || f.inTown[t] > c.townMost[t]
		}
		f.invalid = f.invalid || f.newly > c.most || f.yuan > c.budget
	}
	for _, rival := range c.rivals[j] {
		if !(c.fixed[j] && c.fixed[rival]) {
			c.close(f, rival)
		}
	}
}

// tidy closes free sites that no limit has room for, again until nothing changes.
func (c *core) tidy(f *fixes) {
	for again := true; again && !f.invalid; {
		again = false
		for j := range int32(c.sites()) {
			if f.state[j] != free {
				continue
			}
			t := c.siteTown[j]
			if f.newly >= c.most || f.yuan+c.yuan[j] > c.budget || t >= 0 && f.inTown[t] >= c.townMost[t] {
				c.close(f, j)
				again = true
			} else if f.newly+f.frees == c.fewest || t >= 0 && f.inTown[t]+f.freeIn[t] == c.townFewest[t] && c.townFewest[t] > f.inTown[t] {
				c.openSite(f, j)
				again = true
			}
			if f.invalid {
				return
			}
		}
	}
}
