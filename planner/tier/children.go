package tier

import "slices"

// child copies a node.
func (n *node) child() *node {
	return &node{option: slices.Clone(n.option), feed: slices.Clone(n.feed), mustPoint: slices.Clone(n.mustPoint), mustStation: slices.Clone(n.mustStation),
		villageOption: slices.Clone(n.villageOption), multiplier: slices.Clone(n.multiplier), linkPrice: slices.Clone(n.linkPrice), toll: slices.Clone(n.toll), from: slices.Clone(n.from), to: slices.Clone(n.to), bound: n.bound}
}

// branch divides a node that has just been evaluated; a node in which everything is decided is settled instead.
func (s *search) branch(n *node) []*node {
	if children := s.branchStation(n); children != nil {
		return children
	}
	if children := s.branchPoint(n); children != nil {
		return children
	}
	if children := s.branchOption(n); children != nil {
		return children
	}
	if !s.t.capacitated {
		s.keep(s.decidedChoice(n))
		return nil
	}
	if children := s.branchVillage(n); children != nil {
		return children
	}
	s.keep(s.exact(n))
	return nil
}

// branchStation decides a station, with its feed and size: the one whose links disagree most with it, else the first undecided
// one. Until its size is decided, the bound pays for a size in part, which is most of what the root lacks.
func (s *search) branchStation(n *node) []*node {
	t := s.t
	pick, worst := -1, int32(-1)
	for st := range t.mustStation {
		allowed := s.allowedFeeds(n, st)
		if len(allowed) == 0 || n.mustStation[st] && len(allowed) == 1 && s.rightSize(n, st, allowed[0]) {
			continue
		}
		disagree := int32(0)
		for l, times := range s.b.now.linkTimes {
			if int(t.feedStation[t.linkFeed[l]]) == st && times != s.b.linkRun(int32(l)) {
				disagree++
			}
		}
		if disagree > worst {
			pick, worst = st, disagree
		}
	}
	if pick < 0 {
		return nil
	}
	var children []*node
	for _, f := range s.allowedFeeds(n, pick) {
		for rung := n.from[f]; rung < n.to[f]; rung++ {
			run := n.child()
			run.mustStation[pick] = true
			for _, other := range s.allowedFeeds(n, pick) {
				if other != f {
					s.shutFeed(run, other)
				}
			}
			for _, other := range t.stationGroup[s.v.stationGroupOf[pick]] {
				if int(other) != pick {
					s.shutStation(run, int(other))
				}
			}
			run.from[f], run.to[f] = rung, rung+1
			children = append(children, run)
		}
	}
	if !n.mustStation[pick] {
		shut := n.child()
		s.shutStation(shut, pick)
		children = append(children, shut)
	}
	return children
}

func (s *search) allowedFeeds(n *node, station int) []int32 {
	var allowed []int32
	for f := s.t.feedAt[station]; f < s.t.feedAt[station+1]; f++ {
		if n.feed[f] {
			allowed = append(allowed, f)
		}
	}
	return allowed
}

// rightSize reports whether the size that the bound chose for a station is the only one, or the one for what it feeds at no toll:
// with a toll the bound pays for a size in part even where the last choice happens to fit.
func (s *search) rightSize(n *node, station int, f int32) bool {
	flow, rung, sizes := s.b.now.feedFlow[f], s.b.now.rung[station], &s.t.feedSizes
	return n.to[f]-n.from[f] == 1 || s.b.toll[f] == 0 && flow <= sizes.capacity[rung] && (rung == n.from[f] || flow > sizes.capacity[rung-1])
}

func (s *search) shutStation(n *node, station int) {
	for f := s.t.feedAt[station]; f < s.t.feedAt[station+1]; f++ {
		s.shutFeed(n, f)
	}
}

// shutFeed forbids a feed and all options over it.
func (s *search) shutFeed(n *node, f int32) {
	n.feed[f] = false
	for o, link := range s.t.link {
		if link >= 0 && s.t.linkFeed[link] == f {
			n.option[o] = false
		}
	}
}

// branchPoint decides whether a point is run: the one that serves most of the villages that are served too often, then the
// one whose choice was closest.
func (s *search) branchPoint(n *node) []*node {
	t := s.t
	pick, most, closest := -1, int64(-1), int64(0)
	for p := range t.mustPoint {
		if n.mustPoint[p] {
			continue
		}
		trouble, gain, any := int64(0), int64(never), false
		for o := t.optionAt[p]; o < t.optionAt[p+1]; o++ {
			if !n.option[o] {
				continue
			}
			any = true
			gain = min(gain, abs(s.b.gain[o]))
			if s.b.now.option[p] != o {
				continue
			}
			for k := t.start[o]; k < t.start[o+1]; k++ {
				if i := t.village[k]; s.b.now.times[i] != 1 && s.b.u[i] > t.cost[k] && n.allowed(i, o) {
					trouble++
				}
			}
		}
		if any && (trouble > most || trouble == most && gain < closest) {
			pick, most, closest = p, trouble, gain
		}
	}
	if pick < 0 {
		return nil
	}
	run, shut := n.child(), n.child()
	run.mustPoint[pick] = true
	for _, other := range t.pointGroup[s.v.pointGroupOf[pick]] {
		if int(other) != pick {
			s.shutPoint(run, int(other))
		}
	}
	s.shutPoint(shut, pick)
	return []*node{run, shut}
}

func abs(v int64) int64 { return max(v, -v) }

func (s *search) shutPoint(n *node, p int) {
	for o := s.t.optionAt[p]; o < s.t.optionAt[p+1]; o++ {
		n.option[o] = false
	}
}

// branchOption decides how a point that is run is run.
func (s *search) branchOption(n *node) []*node {
	t := s.t
	for p := range t.mustPoint {
		if !n.mustPoint[p] {
			continue
		}
		var allowed []int32
		for o := t.optionAt[p]; o < t.optionAt[p+1]; o++ {
			if n.option[o] {
				allowed = append(allowed, o)
			}
		}
		if len(allowed) < 2 {
			continue
		}
		one, rest := n.child(), n.child()
		chosen := s.b.now.option[p]
		for _, o := range allowed {
			if o != chosen {
				one.option[o] = false
			}
		}
		rest.option[chosen] = false
		return []*node{one, rest}
	}
	return nil
}

// branchVillage decides who serves a village: the first that is not served once, else the first undecided one.
func (s *search) branchVillage(n *node) []*node {
	t := s.t
	pick := int32(-1)
	for _, i := range s.v.order {
		if n.villageOption[i] != -1 {
			continue
		}
		if s.b.now.times[i] != 1 {
			pick = i
			break
		}
		if pick < 0 {
			pick = i
		}
	}
	if pick < 0 {
		return nil
	}
	var children []*node
	for k := t.nearAt[pick]; k < t.nearAt[pick+1]; k++ {
		for o := t.optionAt[t.nearPoint[k]]; o < t.optionAt[t.nearPoint[k]+1]; o++ {
			if n.option[o] {
				child := n.child()
				child.villageOption[pick] = o
				children = append(children, child)
			}
		}
	}
	if t.penalty[pick] < never {
		child := n.child()
		child.villageOption[pick] = -2
		children = append(children, child)
	}
	if children == nil {
		children = []*node{} // nobody can serve it: the node holds nothing
	}
	return children
}

// decidedChoice runs what a fully decided node runs.
func (s *search) decidedChoice(n *node) *choice {
	c := s.empty()
	for p := range c.option {
		for o := s.t.optionAt[p]; o < s.t.optionAt[p+1]; o++ {
			if n.option[o] && n.mustPoint[p] {
				c.option[p] = o
			}
		}
	}
	for st := range c.feed {
		for f := s.t.feedAt[st]; f < s.t.feedAt[st+1]; f++ {
			if n.feed[f] && n.mustStation[st] {
				c.feed[st] = f
			}
		}
	}
	s.v.assign(c)
	return c
}

// exact counts a node in which every village is decided too.
func (s *search) exact(n *node) *choice {
	t := s.t
	c := s.decidedChoice(n)
	s.v.begin(c)
	for i := range t.flow {
		o := n.villageOption[i]
		if o < 0 {
			c.served[i] = -1
			c.value += t.penalty[i]
			continue
		}
		if c.option[t.point[o]] != o || !s.v.fits(o, t.flow[i]) {
			c.short++
			continue
		}
		c.served[i] = o
		c.value += s.v.costOf(int32(i), o)
		s.v.take(o, t.flow[i])
	}
	s.v.lacking(c)
	s.v.premises(c)
	return c
}
