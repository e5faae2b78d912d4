package network

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// assembly cuts the ways of a Builder into stretches.
//
// A road and a ferry that meet are not one vertex: the pier gets a second vertex, on board, and a boarding
// stretch between the two that costs the wait one way and nothing the other. So the wait is paid once for a
// voyage, however many vertices the line has, and again where one changes lines on land.
type assembly struct {
	b   *Builder
	net *Network

	node    []int32 // of each reference; -1: missing
	onRoad  []uint8 // how often roads use a node, ends twice; stops at 255
	onFerry []uint8 // the same for ferries
	vertex  []int32 // of each node on land; -1: none
	aboard  map[deck]int32
}

// deck is a vertex on board: a node, and at a pier the wait of the ferry.
type deck struct {
	node    int32
	waiting int64 // seconds; -1 at sea, where ferry lines join without going ashore
}

func newAssembly(b *Builder) *assembly {
	a := &assembly{
		b:      b,
		net:    &Network{wayID: b.wayID, wayName: b.wayName, wayTraits: b.wayTraits, names: b.names, traits: b.traits},
		node:   make([]int32, len(b.refs)),
		onRoad: make([]uint8, len(b.ids)), onFerry: make([]uint8, len(b.ids)),
		vertex: make([]int32, len(b.ids)),
		aboard: map[deck]int32{},
	}
	for i, id := range b.refs {
		if a.node[i] = b.node(id); a.node[i] < 0 {
			a.net.skipped.MissingPoints++
		}
	}
	for i := range a.vertex {
		a.vertex[i] = -1
	}
	return a
}

// runs calls visit with each unbroken run of at least two known nodes of a way, repeats removed.
func (a *assembly) runs(w int, visit func(nodes []int32)) {
	from := 0
	if w > 0 {
		from = a.b.refEnd[w-1]
	}
	var run []int32
	end := func() {
		if len(run) >= 2 {
			visit(run)
		}
		run = run[:0]
	}
	for _, node := range a.node[from:a.b.refEnd[w]] {
		switch {
		case node < 0:
			end()
		case len(run) == 0 || run[len(run)-1] != node:
			run = append(run, node)
		}
	}
	end()
}

func (a *assembly) isFerry(w int) bool { return a.b.traits[a.b.wayTraits[w]].Class == FerryLine }

func (a *assembly) countUses() {
	for w := range a.b.wayID {
		uses := a.onRoad
		if a.isFerry(w) {
			uses = a.onFerry
		}
		empty := true
		a.runs(w, func(nodes []int32) {
			empty = false
			for i, node := range nodes {
				times := uint8(1)
				if i == 0 || i == len(nodes)-1 {
					times = 2
				}
				if uses[node] < math.MaxUint8-1 {
					uses[node] += times
				}
			}
		})
		if empty {
			a.net.skipped.EmptyWays++
		}
	}
}

// cut walks every way and closes a stretch at each node that is a vertex.
func (a *assembly) cut() error {
	var failed error
	for w := range a.b.wayID {
		ferry := a.isFerry(w)
		position := uint64(0) // centimetres from the start of the way
		a.runs(w, func(nodes []int32) {
			tail, start := a.vertexAt(nodes[0], w, ferry), position
			var between []place
			for i, node := range nodes[1:] {
				position += uint64(step(a.point(nodes[i]), a.point(node)))
				if position > math.MaxInt32 {
					failed = fmt.Errorf("way %d is longer than %d km; check its coordinates", a.b.wayID[w], math.MaxInt32/100_000)
					return
				}
				if !a.isVertex(node, ferry) && i != len(nodes)-2 {
					between = append(between, a.b.places[node])
					continue
				}
				head := a.vertexAt(node, w, ferry)
				a.addStretch(tail, head, int32(w), uint32(start), uint32(position), between)
				tail, start, between = head, position, between[:0]
			}
		})
		if failed != nil {
			return failed
		}
	}
	if len(a.net.shapes) > math.MaxUint32 {
		return fmt.Errorf("the shapes of the roads take %d bytes, more than 4 GiB; cut the file to the counties needed", len(a.net.shapes))
	}
	return nil
}

func (a *assembly) point(node int32) orb.Point { return a.b.places[node].point() }

func (a *assembly) isVertex(node int32, ferry bool) bool {
	if ferry {
		return a.onFerry[node] >= 2 || a.onRoad[node] > 0
	}
	return a.onRoad[node] >= 2 || a.onFerry[node] > 0
}

func (a *assembly) addStretch(tail, head, way int32, start, end uint32, between []place) {
	n := a.net
	n.tail, n.head = append(n.tail, tail), append(n.head, head)
	n.way = append(n.way, way)
	n.start, n.length = append(n.start, start), append(n.length, end-start)
	n.shapes = appendShape(n.shapes, n.places[tail], between)
	n.shapeEnd = append(n.shapeEnd, uint32(len(n.shapes)))
}

func (a *assembly) newVertex(node int32) int32 {
	a.net.places = append(a.net.places, a.b.places[node])
	return int32(len(a.net.places) - 1)
}

// vertexAt returns the vertex at which way w passes a node, making it on first use.
func (a *assembly) vertexAt(node int32, w int, ferry bool) int32 {
	if !ferry {
		if a.vertex[node] < 0 {
			a.vertex[node] = a.newVertex(node)
		}
		return a.vertex[node]
	}
	key := deck{node, -1}
	if a.onRoad[node] > 0 {
		key.waiting = int64(a.b.traits[a.b.wayTraits[w]].WaitingSeconds)
	}
	if v, ok := a.aboard[key]; ok {
		return v
	}
	v := a.newVertex(node)
	a.aboard[key] = v
	if key.waiting >= 0 {
		a.board(a.vertexAt(node, w, false), v, w, uint32(key.waiting))
	}
	return v
}

// board joins a pier and the vertex on board.
func (a *assembly) board(pier, aboard int32, w int, waiting uint32) {
	n, b := a.net, a.b
	n.wayTraits = append(n.wayTraits, intern(Traits{Class: boarding, WaitingSeconds: waiting}, b.traitsOf, &n.traits))
	n.wayID, n.wayName = append(n.wayID, n.wayID[w]), append(n.wayName, n.wayName[w])
	a.addStretch(pier, aboard, int32(len(n.wayID)-1), 0, 0, nil)
}
