package geo

import (
	"fmt"
	"iter"
)

// Leg is the travel from one place to another: whole metres and whole seconds, both rounded up.
type Leg struct {
	Meters  int64
	Seconds int64
}

// cell stores a Leg in eight bytes, both figures raised by one so that the zero cell means unreachable.
type cell struct{ meters, seconds uint32 }

func packLeg(leg Leg) cell {
	const most = 1<<32 - 2
	if leg.Meters < 0 || leg.Seconds < 0 || leg.Meters > most || leg.Seconds > most {
		panic(fmt.Sprintf("geo: leg %+v does not fit a matrix cell", leg))
	}
	return cell{uint32(leg.Meters) + 1, uint32(leg.Seconds) + 1}
}

func (c cell) leg() (Leg, bool) {
	if c.meters == 0 {
		return Leg{}, false
	}
	return Leg{int64(c.meters) - 1, int64(c.seconds) - 1}, true
}

// Matrix holds the travel from every origin to every destination. A pair that cannot be travelled is
// unreachable, a value of its own. The zero Matrix has no rows.
type Matrix struct {
	origins, destinations int
	cells                 []cell
}

// NewMatrix returns a matrix whose pairs are all unreachable; eight bytes a pair.
func NewMatrix(origins, destinations int) *Matrix {
	return &Matrix{origins, destinations, make([]cell, origins*destinations)}
}

// Size returns the number of origins and of destinations.
func (m *Matrix) Size() (origins, destinations int) { return m.origins, m.destinations }

// Set records the travel from one origin to one destination.
func (m *Matrix) Set(origin, destination int, leg Leg) {
	m.cells[origin*m.destinations+destination] = packLeg(leg)
}

// At returns the travel from origin to destination; false means unreachable.
func (m *Matrix) At(origin, destination int) (Leg, bool) {
	return m.cells[origin*m.destinations+destination].leg()
}

// SparseMatrix holds only the pairs that matter, such as those within a limit. A pair that is absent is
// beyond the limit or unreachable; the matrix does not say which.
type SparseMatrix struct {
	destinations int
	start        []int // start[i]..start[i+1] are row i's entries
	to           []int32
	cells        []cell
}

// SparseBuilder fills a SparseMatrix row by row, in the order of the origins.
type SparseBuilder struct{ m SparseMatrix }

// NewSparseBuilder begins a matrix with the given number of destinations.
func NewSparseBuilder(destinations int) *SparseBuilder {
	return &SparseBuilder{SparseMatrix{destinations: destinations, start: []int{0}}}
}

// Add appends a pair to the current row. Destinations of one row must come in ascending order.
func (b *SparseBuilder) Add(destination int, leg Leg) {
	b.m.to = append(b.m.to, int32(destination))
	b.m.cells = append(b.m.cells, packLeg(leg))
}

// EndRow closes the current origin's row.
func (b *SparseBuilder) EndRow() { b.m.start = append(b.m.start, len(b.m.to)) }

// Matrix returns the finished matrix; the builder must not be used afterwards.
func (b *SparseBuilder) Matrix() *SparseMatrix { return &b.m }

// Size returns the number of origins and of destinations.
func (m *SparseMatrix) Size() (origins, destinations int) { return len(m.start) - 1, m.destinations }

// Pairs returns the number of stored pairs.
func (m *SparseMatrix) Pairs() int { return len(m.to) }

// Row yields the destinations of one origin in ascending order, each with its leg.
func (m *SparseMatrix) Row(origin int) iter.Seq2[int, Leg] {
	return func(yield func(int, Leg) bool) {
		for k := m.start[origin]; k < m.start[origin+1]; k++ {
			leg, _ := m.cells[k].leg()
			if !yield(int(m.to[k]), leg) {
				return
			}
		}
	}
}
