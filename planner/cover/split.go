package cover

// components returns, for every site, which connected part of the core it belongs to, and how many parts
// there are. Parts are numbered by their lowest site.
func components(c *core) (part []int32, count int) {
	part = make([]int32, c.sites())
	for j := range part {
		part[j] = -1
	}
	rowSeen := make([]bool, c.rows())
	var queue []int32
	for first := range int32(c.sites()) {
		if part[first] >= 0 {
			continue
		}
		part[first] = int32(count)
		queue = append(queue[:0], first)
		for len(queue) > 0 {
			j := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, i := range c.rowsOf(j) {
				if rowSeen[i] {
					continue
				}
				rowSeen[i] = true
				for _, other := range c.sitesOf(i) {
					if part[other] < 0 {
						part[other] = int32(count)
						queue = append(queue, other)
					}
				}
			}
		}
		count++
	}
	return part, count
}

// split cuts the core into its connected parts.
func split(c *core) []*core {
	part, count := components(c)
	if count <= 1 {
		whole, _ := c.cut(allTrue(c.rows()), allTrue(c.sites()))
		return []*core{whole}
	}
	parts := make([]*core, count)
	for k := range parts {
		keepRow, keepSite := make([]bool, c.rows()), make([]bool, c.sites())
		for j, of := range part {
			if int(of) == k {
				keepSite[j] = true
				for _, i := range c.rowsOf(int32(j)) {
					keepRow[i] = true
				}
			}
		}
		parts[k], _ = c.cut(keepRow, keepSite)
	}
	return parts
}
