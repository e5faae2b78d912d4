package cover

// exchange improves an answer under limits by moving single sites to places nearby: it closes an open site and opens one
// that shares a row with it, or now and then any other, and accepts what loses no more than a threshold that
// falls to nothing. Sources: Teitz and Bart 1968, doi:10.1287/opre.16.5.955, for exchanging; Dueck and Scheuer 1990,
// doi:10.1016/0021-9991(90)90201-B, for the threshold. It keeps no gains of all sites, so that a step costs the rows of two
// sites, with twenty open sites as with thousands. Everything is in whole numbers and the coin is a fixed sequence, so that runs repeat.
type exchange struct {
	c     *core
	m     *meter
	times []int32 // by row: open sites that cover it
	open  members
	value int64   // uncovered weight
	room  []int64 // by limit
	coin  coin
}

func newExchange(c *core, m *meter, open []int32) *exchange {
	s := &exchange{c: c, m: m, times: make([]int32, c.rows()), open: newMembers(c.sites()), value: total(c), coin: newCoin()}
	for _, l := range c.limits {
		s.room = append(s.room, l.capacity)
	}
	for _, j := range open {
		s.value -= s.put(j)
	}
	return s
}

// put opens a site and returns the weight that it adds.
func (s *exchange) put(j int32) int64 {
	gain := int64(0)
	for _, i := range s.c.rowsOf(j) {
		if s.times[i]++; s.times[i] == 1 {
			gain += s.c.weight[i]
		}
	}
	s.open.add(j)
	for k, l := range s.c.limits {
		s.room[k] -= l.use[j]
	}
	return gain
}

// take closes a site and returns the weight that is lost.
func (s *exchange) take(j int32) int64 {
	loss := int64(0)
	for _, i := range s.c.rowsOf(j) {
		if s.times[i]--; s.times[i] == 0 {
			loss += s.c.weight[i]
		}
	}
	s.open.remove(j)
	for k, l := range s.c.limits {
		s.room[k] += l.use[j]
	}
	return loss
}

// gain is the weight that a closed site would add.
func (s *exchange) gain(j int32) int64 {
	sum := int64(0)
	for _, i := range s.c.rowsOf(j) {
		if s.times[i] == 0 {
			sum += s.c.weight[i]
		}
	}
	return sum
}

// fits reports whether a site keeps the limits once another one, or with -1 none, is closed.
func (s *exchange) fits(in, out int32) bool {
	for k, l := range s.c.limits {
		room := s.room[k]
		if out >= 0 {
			room += l.use[out]
		}
		if l.use[in] > room {
			return false
		}
	}
	return true
}

// least is the smallest weight that closing one open site loses, where it loses any.
func (s *exchange) least() int64 {
	least := int64(0)
	for _, j := range s.open.list {
		loss := int64(0)
		for _, i := range s.c.rowsOf(j) {
			if s.times[i] == 1 {
				loss += s.c.weight[i]
			}
		}
		if loss > 0 && (least == 0 || loss < least) {
			least = loss
		}
	}
	return least
}
