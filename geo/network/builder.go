package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Builder gathers nodes and ways from a file and makes a Network of them. Nodes and ways may come in any
// order. It keeps 8 bytes for each reference of a way, about 40 for each way, and 16 for each node it is
// given: all nodes of the file if they come before the ways. A reader of large files therefore passes
// twice: ways first, then WaysDone, then nodes, of which only those that ways refer to are kept.
type Builder struct {
	ids    []int64
	places []place
	sorted bool    // ids ascend
	wanted []int64 // after WaysDone: the nodes that ways refer to, ascending

	refs      []int64
	refEnd    []int // refs[refEnd[w-1]:refEnd[w]] are way w's
	wayID     []int64
	wayName   []int32
	wayTraits []int32

	names     []string
	nameOf    map[string]int32
	traits    []Traits
	traitsOf  map[Traits]int32
	waysEnded bool
}

// NewBuilder returns an empty Builder.
func NewBuilder() *Builder {
	return &Builder{sorted: true, nameOf: map[string]int32{}, traitsOf: map[Traits]int32{}}
}

// mostItems bounds nodes, references and ways alike: positions are int32.
const mostItems = math.MaxInt32 - 1

// AddNode adds a node. The point must be a place on Earth; after WaysDone a node that no way refers to is
// dropped unseen.
func (b *Builder) AddNode(id int64, point orb.Point) error {
	if b.waysEnded {
		if _, wanted := slices.BinarySearch(b.wanted, id); !wanted {
			return nil
		}
	}
	if err := geo.CheckPoint(point); err != nil {
		return fmt.Errorf("node %d: %w", id, err)
	}
	if len(b.ids) >= mostItems {
		return fmt.Errorf("node %d: more than %d nodes; cut the file to the counties needed", id, mostItems)
	}
	if len(b.ids) > 0 && id <= b.ids[len(b.ids)-1] {
		b.sorted = false
	}
	b.ids = append(b.ids, id)
	b.places = append(b.places, placeOf(point))
	return nil
}

// AddWay adds a road. Its nodes may come later, or never: it is then cut where they are missing.
func (b *Builder) AddWay(w Way) error {
	if b.waysEnded {
		return fmt.Errorf("way %d comes after the end of the ways", w.ID)
	}
	if err := w.check(); err != nil {
		return fmt.Errorf("way %d: %w", w.ID, err)
	}
	if len(b.refs)+len(w.Nodes) > mostItems || len(b.wayID) >= mostItems {
		return fmt.Errorf("way %d: more than %d points of ways; cut the file to the counties needed", w.ID, mostItems)
	}
	b.refs = append(b.refs, w.Nodes...)
	b.refEnd = append(b.refEnd, len(b.refs))
	b.wayID = append(b.wayID, w.ID)
	b.wayName = append(b.wayName, intern(w.Name, b.nameOf, &b.names))
	b.wayTraits = append(b.wayTraits, intern(w.Traits, b.traitsOf, &b.traits))
	return nil
}

// intern returns the position of value in list, adding it if it is new.
func intern[T comparable](value T, position map[T]int32, list *[]T) int32 {
	at, ok := position[value]
	if !ok {
		at = int32(len(*list))
		position[value] = at
		*list = append(*list, value)
	}
	return at
}

// WaysDone says that all ways have been added. Nodes that none of them needs are dropped from now on.
func (b *Builder) WaysDone() {
	b.waysEnded = true
	b.wanted = slices.Clone(b.refs)
	slices.Sort(b.wanted)
	b.wanted = slices.Compact(b.wanted)
}

// Finish makes the network. The Builder must not be used afterwards.
func (b *Builder) Finish() (*Network, error) {
	b.wanted = nil
	if err := b.sortNodes(); err != nil {
		return nil, err
	}
	a := newAssembly(b)
	a.countUses()
	if err := a.cut(); err != nil {
		return nil, err
	}
	a.net.seal()
	return a.net, nil
}

// sortNodes puts the nodes in the order of their identifiers; OSM files bring them so. A node that came
// twice must have come with the same place.
func (b *Builder) sortNodes() error {
	if b.sorted {
		return nil
	}
	order := make([]int32, len(b.ids))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(x, y int32) int { return cmp.Compare(b.ids[x], b.ids[y]) })
	ids, places := make([]int64, 0, len(order)), make([]place, 0, len(order))
	for _, i := range order {
		if last := len(ids) - 1; last >= 0 && ids[last] == b.ids[i] {
			if places[last] != b.places[i] {
				return fmt.Errorf("node %d comes twice, at %v and at %v; give each node one place", b.ids[i], places[last].point(), b.places[i].point())
			}
			continue
		}
		ids, places = append(ids, b.ids[i]), append(places, b.places[i])
	}
	b.ids, b.places, b.sorted = ids, places, true
	return nil
}

// node returns the position of a node, -1 if it never came.
func (b *Builder) node(id int64) int32 {
	if i, ok := slices.BinarySearch(b.ids, id); ok {
		return int32(i)
	}
	return -1
}
