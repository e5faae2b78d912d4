package assign

// How pack searches: sites tried for one that closes, rounds a site that moved stays where it is, rounds without anything better.
const (
	packTries    = 24
	packTaboo    = 6
	packPatience = 40
)

// packs reports whether pack understands the question: demands are split, only sites cost, they have capacities, and all that is
// asked for is that loads are carried.
func (c *core) packs() bool {
	if !c.split || !c.sitesOnly || c.counted {
		return false
	}
	limited := false
	for j, least := range c.least {
		if least > 0 {
			return false
		}
		limited = limited || c.capacity[j] != none
	}
	for i, must := range c.must {
		if must && c.load[i] == 0 || !must && c.rowStart[i+1] > c.rowStart[i] {
			return false
		}
	}
	for _, floor := range c.floor {
		if floor > 0 {
			return false
		}
	}
	return limited && c.fewest == 0
}

// pack looks for answers of less cost where loads must be carried: it closes sites of the best answer until the rest is cheap
// enough and swaps sites so that less of the loads is left over, as a flow counts it, with a taboo on going back (Glover 1989,
// doi:10.1287/ijoc.1.3.190). Where nothing is left over the flow is an answer.
func (s *search) pack() {
	if !s.c.packs() || s.w.best == nil {
		return
	}
	for s.packBelow() && !s.over() {
	}
}

// packBelow looks for one answer below the best; false where it gave up.
func (s *search) packBelow() bool {
	c := s.c
	best := s.w.best
	st := s.w.restore(&solution{isOpen: best.isOpen})
	p, spare := newPour(c, s.m), newPour(c, s.m)
	for j := range p.isOpen {
		p.isOpen[j] = st.isOpen[j]
	}
	p.fill()
	most := best.value - s.grain
	for st.value > most {
		out, least := int32(-1), int64(none)
		for j := range int32(c.sites()) {
			if !st.isOpen[j] || c.fixed[j] || c.cost[j] == 0 {
				continue
			}
			spare.copyFrom(p)
			spare.shut(j)
			spare.fill()
			if spare.lacking < least {
				out, least = j, spare.lacking
			}
		}
		if out < 0 || s.over() {
			return false
		}
		st.shut(out)
		p.shut(out)
		p.fill()
	}
	st.most = most
	until := make([]int, c.sites())
	record, without := p.lacking, newPour(c, s.m)
	for round, idle := 1, 0; idle < packPatience && !s.over(); round++ {
		if p.lacking == 0 {
			if s.split(p.isOpen); s.w.best != best {
				return true
			}
		}
		outBest, inBest, least := int32(-1), int32(-1), int64(none)
		for _, in := range p.helpers(packTries) {
			if until[in] > round || !st.may(in) {
				continue
			}
			spare.copyFrom(p)
			spare.isOpen[in] = true
			if spare.fill(); spare.lacking < least {
				outBest, inBest, least = -1, in, spare.lacking
			}
		}
		for out := range int32(c.sites()) {
			if !st.isOpen[out] || c.fixed[out] || until[out] > round || s.over() {
				continue
			}
			without.copyFrom(p)
			without.shut(out)
			without.fill()
			for _, in := range without.helpers(packTries) {
				if in == out || until[in] > round || !st.mayAfter(in, out) {
					continue
				}
				spare.copyFrom(without)
				spare.isOpen[in] = true
				if spare.fill(); spare.lacking < least {
					outBest, inBest, least = out, in, spare.lacking
				}
				if least < p.lacking {
					break
				}
			}
			if least < p.lacking {
				break
			}
		}
		if inBest < 0 {
			return false
		}
		if outBest >= 0 {
			st.shut(outBest)
			p.shut(outBest)
			until[outBest] = round + packTaboo
		}
		st.open(inBest)
		p.isOpen[inBest] = true
		p.fill()
		until[inBest] = round + packTaboo
		if idle++; p.lacking < record {
			record, idle = p.lacking, 0
		}
	}
	return false
}
