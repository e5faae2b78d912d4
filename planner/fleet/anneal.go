package fleet

// chain is one simulated annealing over tours by ruin and recreate.
type chain struct {
	t      *tours
	r      *random
	cool   *cooling
	ruined []uint32 // by route: the step that tore a string out of it last
	stamp  uint32
	torn   []int32
	left   []int32
	best   int64
	flat   []int32 // the best routes since restart, one after the other, each ended by absent
}

// restart goes on from other routes.
func (c *chain) restart(routes [][]int32) {
	c.t.clear()
	c.t.fill(routes)
	c.best = c.t.total
	c.remember()
}

// run makes steps, looking at the share of the way now and then; so many chains run beside each other.
func (c *chain) run(m *meter, steps, beside int64) {
	for i := range steps {
		if i%200 == 0 {
			c.cool.at(m.share(i * beside))
			if i > 0 && m.out() {
				return
			}
		}
		c.step()
	}
}

// step tries one change.
func (c *chain) step() {
	t := c.t
	c.stamp++
	before := t.total
	c.torn = ruin(t, c.r, c.ruined, c.stamp, c.torn)
	c.left = recreate(t, c.r, c.torn, c.left)
	if len(c.left) > 0 || t.total-before >= 0 && t.total-before > c.cool.worse(c.r) {
		t.undo()
		return
	}
	t.keep()
	if t.total < c.best {
		c.best = t.total
		c.remember()
	}
}

func (c *chain) remember() {
	c.flat = c.flat[:0]
	t := c.t
	for _, r := range t.active {
		head := int32(t.l.n) + r
		for x := t.nodes[head].next; x != head; x = t.nodes[x].next {
			c.flat = append(c.flat, x)
		}
		c.flat = append(c.flat, absent)
	}
}

func unflat(flat []int32) [][]int32 {
	var lists [][]int32
	for begin, i := 0, 0; i < len(flat); i++ {
		if flat[i] == absent {
			lists = append(lists, flat[begin:i:i])
			begin = i + 1
		}
	}
	return lists
}
