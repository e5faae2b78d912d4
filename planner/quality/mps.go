package quality

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"

	"cuntong/planner"
)

// WriteMPS writes the instance as a mixed-integer programme in free MPS format, which HiGHS, CBC, GLPK and the commercial
// solvers read, so that anybody can hold an answer against theirs. Everything is minimised (mclp: minus the weight
// covered); figures are those of the problem, that is the file's × Scale. Customers of mclp with the same sites are one
// row. It takes the questions of Models except pcenter.
func (in *Instance) WriteMPS(w io.Writer) error {
	m := mps{out: bufio.NewWriterSize(w, 1<<20), p: in.Siting}
	fmt.Fprintf(m.out, "NAME %s FREE\nROWS\n N cost\n", in.Question.Model)
	switch in.Siting.Objective {
	case planner.LSCP, planner.SetCover:
		m.cover()
	case planner.MCLP:
		m.maximalCover()
	case planner.PMedian, planner.FixedCharge:
		m.assign()
	default:
		return fmt.Errorf("%s is not written as a linear programme", in.Question.Model)
	}
	fmt.Fprintln(m.out, "ENDATA")
	return m.out.Flush()
}

// mps writes the sections of one file.
type mps struct {
	out *bufio.Writer
	p   *planner.Siting
}

// columns returns for each site the rows whose demands it reaches, and their legs.
func (m *mps) columns() (rows [][]int32, legs [][]int64) {
	rows, legs = make([][]int32, len(m.p.Sites)), make([][]int64, len(m.p.Sites))
	for i := range m.p.Demands {
		for j, leg := range m.p.Travel.Row(i) {
			if m.p.Limit.Allows(leg) {
				rows[j], legs[j] = append(rows[j], int32(i)), append(legs[j], d(m.p, leg))
			}
		}
	}
	return rows, legs
}

func (m *mps) cover() {
	for i := range m.p.Demands {
		fmt.Fprintf(m.out, " G r%d\n", i)
	}
	rows, _ := m.columns()
	m.binaries(func() {
		for j, site := range m.p.Sites {
			cost := site.CostYuan
			if m.p.Objective == planner.LSCP {
				cost = 1
			}
			fmt.Fprintf(m.out, " x%d cost %d\n", j, cost)
			for _, i := range rows[j] {
				fmt.Fprintf(m.out, " x%d r%d 1\n", j, i)
			}
		}
	})
	fmt.Fprintln(m.out, "RHS")
	for i := range m.p.Demands {
		fmt.Fprintf(m.out, " rhs r%d 1\n", i)
	}
	m.bounds(len(m.p.Sites))
}

// maximalCover merges demands with the same sites.
func (m *mps) maximalCover() {
	group := map[string]int{}
	var weight []int64
	rows := make([][]int, len(m.p.Sites))
	for i, demand := range m.p.Demands {
		var key []byte
		var sites []int
		for j, leg := range m.p.Travel.Row(i) {
			if m.p.Limit.Allows(leg) {
				key, sites = binary.AppendUvarint(key, uint64(j)), append(sites, j)
			}
		}
		g, known := group[string(key)]
		if !known {
			g = len(weight)
			group[string(key)] = g
			weight = append(weight, 0)
			for _, j := range sites {
				rows[j] = append(rows[j], g)
			}
		}
		weight[g] += demand.Weight
	}
	for g := range weight {
		fmt.Fprintf(m.out, " L r%d\n", g)
	}
	fmt.Fprintln(m.out, " L new")
	m.binaries(func() {
		for j := range m.p.Sites {
			fmt.Fprintf(m.out, " x%d new 1\n", j)
			for _, g := range rows[j] {
				fmt.Fprintf(m.out, " x%d r%d -1\n", j, g)
			}
		}
	})
	for g, w := range weight {
		fmt.Fprintf(m.out, " y%d cost %d\n y%d r%d 1\n", g, -w, g, g)
	}
	fmt.Fprintf(m.out, "RHS\n rhs new %d\n", *m.p.New)
	m.bounds(len(m.p.Sites))
	for g := range weight {
		fmt.Fprintf(m.out, " UP b y%d 1\n", g)
	}
}

// assign writes p-median and facility location: a share of each demand goes to open sites.
func (m *mps) assign() {
	rows, legs := m.columns()
	loaded := m.p.Loaded()
	for i := range m.p.Demands {
		fmt.Fprintf(m.out, " E r%d\n", i)
	}
	for j := range m.p.Sites {
		if loaded {
			fmt.Fprintf(m.out, " L c%d\n", j)
		}
		for _, i := range rows[j] {
			fmt.Fprintf(m.out, " L o%d_%d\n", i, j)
		}
	}
	if m.p.New != nil {
		fmt.Fprintln(m.out, " L new")
	}
	whole := loaded && !m.p.Splittable
	shares := func() {
		for j := range m.p.Sites {
			for k, i := range rows[j] {
				demand := m.p.Demands[i]
				fmt.Fprintf(m.out, " a%d_%d cost %d\n a%d_%d r%d 1\n a%d_%d o%d_%d 1\n", i, j, demand.Weight*legs[j][k], i, j, i, i, j, i, j)
				if loaded && demand.Load > 0 {
					fmt.Fprintf(m.out, " a%d_%d c%d %d\n", i, j, j, demand.Load)
				}
			}
		}
	}
	m.binaries(func() {
		for j, site := range m.p.Sites {
			fmt.Fprintf(m.out, " x%d cost %d\n", j, site.Charge)
			if m.p.New != nil {
				fmt.Fprintf(m.out, " x%d new 1\n", j)
			}
			if loaded && site.Capacity != nil {
				fmt.Fprintf(m.out, " x%d c%d %d\n", j, j, -*site.Capacity)
			}
			for _, i := range rows[j] {
				fmt.Fprintf(m.out, " x%d o%d_%d -1\n", j, i, j)
			}
		}
		if whole {
			shares()
		}
	})
	if !whole {
		shares()
	}
	fmt.Fprintln(m.out, "RHS")
	for i := range m.p.Demands {
		fmt.Fprintf(m.out, " rhs r%d 1\n", i)
	}
	if m.p.New != nil {
		fmt.Fprintf(m.out, " rhs new %d\n", *m.p.New)
	}
	m.bounds(len(m.p.Sites))
	for j := range m.p.Sites {
		for _, i := range rows[j] {
			fmt.Fprintf(m.out, " UP b a%d_%d 1\n", i, j)
		}
	}
}

// binaries writes the columns section with whole-number columns first.
func (m *mps) binaries(columns func()) {
	fmt.Fprint(m.out, "COLUMNS\n M1 'MARKER' 'INTORG'\n")
	columns()
	fmt.Fprint(m.out, " M2 'MARKER' 'INTEND'\n")
}

func (m *mps) bounds(sites int) {
	fmt.Fprintln(m.out, "BOUNDS")
	for j := range sites {
		fmt.Fprintf(m.out, " UP b x%d 1\n", j)
	}
}
