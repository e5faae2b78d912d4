package travel

import "slices"

// components numbers the connected parts of the points of a grid that lie inside its level. Every part has one
// outer ring; the holes whose inner side is of that part are its own.
type components struct {
	rows  [][]run
	joint []int32 // of each run, one of its part with a lower number, or itself
}

// run is an unbroken row of points inside, from begin to before end.
type run struct {
	begin, end int32
	number     int32
}

// components joins the runs of each row to those of the row before that touch them along an edge of the
// triangles: to the north or the north-east.
func (g *grid) components(limit float32) *components {
	c := &components{rows: make([][]run, g.rows)}
	for row := range g.rows {
		line := g.squared[row*g.cols : (row+1)*g.cols]
		for col := 0; col < len(line); {
			if line[col] >= limit {
				col++
				continue
			}
			begin := col
			for col < len(line) && line[col] < limit {
				col++
			}
			number := int32(len(c.joint))
			c.joint = append(c.joint, number)
			c.rows[row] = append(c.rows[row], run{int32(begin), int32(col), number})
		}
		if row > 0 {
			c.join(c.rows[row-1], c.rows[row])
		}
	}
	return c
}

func (c *components) join(south, north []run) {
	for i, j := 0, 0; i < len(south) && j < len(north); {
		if a, b := south[i], north[j]; a.begin < b.end && b.begin <= a.end {
			x, y := c.find(a.number), c.find(b.number)
			c.joint[max(x, y)] = min(x, y)
		}
		if south[i].end < north[j].end {
			i++
		} else {
			j++
		}
	}
}

func (c *components) find(number int32) int32 {
	for c.joint[number] != number {
		c.joint[number] = c.joint[c.joint[number]]
		number = c.joint[number]
	}
	return number
}

// of returns the part of a point inside.
func (c *components) of(row, col int) int32 {
	runs := c.rows[row]
	i, _ := slices.BinarySearchFunc(runs, int32(col), func(r run, col int32) int {
		if r.end <= col {
			return -1
		}
		return 1
	})
	return c.find(runs[i].number)
}
