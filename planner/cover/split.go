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

// split cuts a core without limits into its connected parts, in time linear in its pairs.
func split(c *core) []*core {
	part, count := components(c)
	parts := make([]*core, count)
	for k := range parts {
		parts[k] = &core{scale: c.scale, must: c.must, rowStart: []int32{0}}
	}
	renamed := make([]int32, c.sites())
	for j, of := range part {
		own := parts[of]
		renamed[j] = int32(len(own.siteID))
		own.siteID = append(own.siteID, int32(j))
		own.cost = append(own.cost, c.cost[j])
	}
	for i := range int32(c.rows()) {
		sites := c.sitesOf(i)
		own := parts[part[sites[0]]]
		for _, j := range sites {
			own.rowSites = append(own.rowSites, renamed[j])
		}
		own.rowStart = append(own.rowStart, int32(len(own.rowSites)))
		own.weight = append(own.weight, c.weight[i])
	}
	for _, own := range parts {
		own.transpose(len(own.siteID))
	}
	return parts
}
