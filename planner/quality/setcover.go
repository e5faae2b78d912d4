package quality

import (
	"strconv"
	"strings"

	"cuntong/geo"
	"cuntong/planner"
)

// readSetCover reads a set covering problem of the OR-Library (Beasley 1987, doi:10.1016/0377-2217(87)90141-X): "rows
// columns", the cost of each column, then for each row how many columns cover it and which. Rows are demands, columns
// sites. Asked as lscp, every column costs 1 (the "unicost" problems).
func readSetCover(in *tokens, q Question) (*Instance, error) {
	rows, err := in.count("rows", 1)
	if err != nil {
		return nil, err
	}
	columns, err := in.count("columns", 1)
	if err != nil {
		return nil, err
	}
	var costs []int64
	for range columns {
		cost, err := in.whole("the cost of a column", 0, maxMagnitude)
		if err != nil {
			return nil, err
		}
		costs = append(costs, cost)
	}
	cover := covering{sites: columns}
	for range rows {
		k, err := in.whole("the number of columns of a row", 0, int64(columns))
		if err != nil {
			return nil, err
		}
		for range k {
			column, err := in.whole("a column", 1, int64(columns))
			if err != nil {
				return nil, err
			}
			if err := cover.add(in, len(cover.start), column-1); err != nil {
				return nil, err
			}
		}
		cover.endRow()
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	return coverInstance("scp", q, costs, cover), nil
}

// isRail tells the two formats apart: the second line of a rail file is one column, "cost k row1 … rowk".
func isRail(head string) bool {
	lines := strings.SplitN(firstLines(head, 2), "\n", 3)
	if len(lines) < 2 {
		return false
	}
	column := strings.Fields(lines[1])
	if len(column) < 3 {
		return false
	}
	k, err := strconv.Atoi(column[1])
	return err == nil && k == len(column)-2
}

// readRail reads a set covering problem of the Italian railways as the OR-Library has it (Caprara, Fischetti, Toth 1999,
// doi:10.1287/opre.47.5.730): "rows columns", then a line "cost k row1 … rowk" for each column.
func readRail(in *tokens, q Question) (*Instance, error) {
	rows, err := in.count("rows", 1)
	if err != nil {
		return nil, err
	}
	columns, err := in.count("columns", 1)
	if err != nil {
		return nil, err
	}
	byColumn := covering{sites: rows}
	var costs []int64
	for range columns {
		cost, err := in.whole("the cost of a column", 0, maxMagnitude)
		if err != nil {
			return nil, err
		}
		costs = append(costs, cost)
		k, err := in.whole("the number of rows of a column", 0, int64(rows))
		if err != nil {
			return nil, err
		}
		for range k {
			row, err := in.whole("a row", 1, int64(rows))
			if err != nil {
				return nil, err
			}
			if err := byColumn.add(in, len(byColumn.start), row-1); err != nil {
				return nil, err
			}
		}
		byColumn.endRow()
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	return coverInstance("rail", q, costs, byColumn.transposed()), nil
}

// covering collects who covers whom, row by row.
type covering struct {
	sites int
	start []int // the end of each row in to
	to    []int32
	seen  []int // the last row that had a site, plus 1
}

// add appends a site to the row that is being filled. Rows may list sites in any order.
func (c *covering) add(in *tokens, row int, site int64) error {
	if c.seen == nil {
		c.seen = make([]int, c.sites)
	}
	if c.seen[site] == row+1 {
		return in.wrong("%d is listed twice", site+1)
	}
	if len(c.to) == maxPairs {
		return in.wrong("more than %d entries", maxPairs)
	}
	c.seen[site] = row + 1
	c.to = append(c.to, int32(site))
	return nil
}

func (c *covering) endRow() { c.start = append(c.start, len(c.to)) }

// row returns the sites of one row.
func (c *covering) row(i int) []int32 {
	if i == 0 {
		return c.to[:c.start[0]]
	}
	return c.to[c.start[i-1]:c.start[i]]
}

// transposed swaps rows and sites; its rows ascend.
func (c *covering) transposed() covering {
	t := covering{sites: len(c.start), start: make([]int, c.sites), to: make([]int32, len(c.to))}
	for _, j := range c.to {
		t.start[j]++
	}
	sum := 0
	for j, n := range t.start {
		t.start[j] = sum // where the row begins; it ends up where the row ends
		sum += n
	}
	for i := range c.start {
		for _, j := range c.row(i) {
			t.to[t.start[j]] = int32(i)
			t.start[j]++
		}
	}
	return t
}

// coverInstance makes the problem; every covering pair is a leg of 1 within a limit of 1.
func coverInstance(family string, q Question, costs []int64, cover covering) *Instance {
	byDemand := cover.transposed()
	cover = byDemand.transposed() // ascending now
	b := geo.NewSparseBuilder(len(costs))
	for i := range cover.start {
		for _, j := range cover.row(i) {
			b.Add(int(j), geo.Leg{Meters: 1, Seconds: 1})
		}
		b.EndRow()
	}
	p := &planner.Siting{
		Objective: planner.SetCover, Travel: b.Matrix(), Limit: geo.Limit{Metric: geo.ByMeters, Value: 1},
		Demands: make([]planner.Demand, len(cover.start)), Sites: make([]planner.Site, len(costs)),
	}
	for i := range p.Demands {
		p.Demands[i].Weight = 1
	}
	for j, cost := range costs {
		p.Sites[j].CostYuan = cost
	}
	if q.Model == "lscp" {
		p.Objective = planner.LSCP
	}
	return &Instance{Family: family, Question: q, Siting: p, Scale: 1, First: 1}
}
