package charge

// cut is a part of a core, with where its demands and sites stand in the whole.
type cut struct {
	*core
	demandOf, siteOf []int32
}

// cut keeps some demands, in ascending order, some sites and some pairs (by place in the columns; nil: all), and says how many
// new sites may open in the part. Costs stay scaled as they are.
func (c *core) cut(demands []int32, keepSite []bool, keepPair []bool, most int) *cut {
	part := &cut{core: &core{mode: c.mode, demands: len(demands), shift: c.shift, most: most, rowStart: []int{0}}, demandOf: demands}
	index := make([]int32, c.sites)
	for j := range int32(c.sites) {
		index[j] = nobody
		if !keepSite[j] {
			continue
		}
		index[j] = int32(part.sites)
		part.sites++
		part.siteOf = append(part.siteOf, j)
		part.siteID = append(part.siteID, c.siteID[j])
		part.capacity = append(part.capacity, c.capacity[j])
		part.charge = append(part.charge, c.charge[j])
		part.fixed = append(part.fixed, c.fixed[j])
	}
	for _, j := range c.widest {
		if index[j] >= 0 {
			part.widest = append(part.widest, index[j])
		}
	}
	count := make([]int, part.sites+1)
	for _, i := range demands {
		part.load = append(part.load, c.load[i])
		part.highest = append(part.highest, c.highest[i])
		part.total += c.load[i]
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			if j := index[c.rowSite[k]]; j >= 0 && (keepPair == nil || keepPair[c.rowPair[k]]) {
				part.rowSite, part.rowCost = append(part.rowSite, j), append(part.rowCost, c.rowCost[k])
				count[j+1]++
			}
		}
		part.rowStart = append(part.rowStart, len(part.rowSite))
	}
	part.turn(count)
	return part
}

// outside is a plan of the part among the sites of the core that it was cut from, all demands kept.
func (p *cut) outside(inner *plan) *plan {
	outer := &plan{value: inner.value}
	for _, j := range inner.open {
		outer.open = append(outer.open, p.siteOf[j])
	}
	for _, j := range inner.serves {
		outer.serves = append(outer.serves, p.siteOf[j])
	}
	return outer
}

// inside is a plan of the core as one of the part; false where it uses what the part does not have.
func (p *cut) inside(outer *plan, sites int) (*plan, bool) {
	index := make([]int32, sites)
	for j := range index {
		index[j] = nobody
	}
	for k, j := range p.siteOf {
		index[j] = int32(k)
	}
	inner := &plan{value: outer.value}
	for _, j := range outer.open {
		if index[j] < 0 {
			return nil, false
		}
		inner.open = append(inner.open, index[j])
	}
	for i, j := range outer.serves {
		if _, ok := p.cost(int32(i), index[j]); index[j] < 0 || !ok {
			return nil, false
		}
		inner.serves = append(inner.serves, index[j])
	}
	return inner, true
}
