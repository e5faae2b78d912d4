package network

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

func always(int32) bool { return true }

// On random roads every stretch within the limit is found, at the distance that sampling its points finds.
func TestLinkerFindsEveryStretchWithinTheLimit(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for range 12 {
		size := math.Pow(10, 2+3*rng.Float64()) // 100 m to 100 km
		var nodes []orb.Point
		var ways []Way
		for i := range 2 + rng.IntN(200) {
			nodes = append(nodes, at(rng.Float64()*size, rng.Float64()*size))
			if i > 0 && rng.IntN(3) > 0 {
				ways = append(ways, way(int64(i), int64(i), int64(i+1)))
			}
		}
		n := build(t, nodes, ways...)
		l := NewLinker(n)
		for range 20 {
			place, limit := at(rng.Float64()*size*1.5, rng.Float64()*size*1.5), geo.Meters(rng.Float64()*size/2)
			found := map[int32]Link{}
			for _, link := range l.Within(place, limit, always) {
				found[link.Stretch] = link
			}
			nearest := math.Inf(1)
			for s := range int32(n.Stretches()) {
				line := n.AppendLine(nil, s)
				least := math.Inf(1)
				for i := range len(line) - 1 {
					for k := range 401 {
						f := float64(k) / 400
						p := orb.Point{line[i][0] + f*(line[i+1][0]-line[i][0]), line[i][1] + f*(line[i+1][1]-line[i][1])}
						least = math.Min(least, float64(geo.Distance(place, p)))
					}
				}
				nearest = math.Min(nearest, least)
				slack := float64(n.Length(s))/100/400 + 0.01*size/1000
				link, ok := found[s]
				if ok != (least <= float64(limit)) && math.Abs(least-float64(limit)) > slack || ok && math.Abs(float64(link.Distance)-least) > slack {
					t.Fatalf("stretch %d: found %v at %v, sampled %v, limit %v", s, ok, link.Distance, least, limit)
				}
				if ok {
					if end := n.AppendPart(nil, s, 0, link.Position); geo.Distance(end[len(end)-1], link.Point) > geo.Meters(0.02+slack/1e3) {
						t.Fatalf("position %d lies at %v, the link at %v", link.Position, end[len(end)-1], link.Point)
					}
				}
			}
			if link, ok := l.Nearest(place, always); ok != (n.Stretches() > 0) || ok && math.Abs(float64(link.Distance)-nearest) > size/400 {
				t.Fatalf("nearest %v %v, sampled %v", link.Distance, ok, nearest)
			}
		}
	}
}

func TestLinkerLeavesOutWhatIsNotUsableAndWhatIsWater(t *testing.T) {
	n := build(t, []orb.Point{at(0, 0), at(100, 0), at(0, 10), at(100, 10)}, way(1, 1, 2), way(2, 3, 4), Way{ID: 3, Nodes: []int64{1, 4}, Traits: Traits{Class: FerryLine}})
	l := NewLinker(n)
	if links := l.Within(at(50, 1), 100, always); len(links) != 2 || links[0].Distance > links[1].Distance {
		t.Fatalf("got %+v, want the two roads, nearest first", links)
	}
	if links := l.Within(at(50, 1), 100, func(s int32) bool { return n.WayID(s) == 2 }); len(links) != 1 || n.WayID(links[0].Stretch) != 2 {
		t.Fatalf("got %+v, want way 2 alone", links)
	}
	if _, ok := l.Nearest(at(50, 1), func(int32) bool { return false }); ok {
		t.Fatal("found what nobody may use")
	}
	if links := l.Within(at(50, 1), geo.Meters(0.5), always); len(links) != 0 {
		t.Fatalf("got %+v beyond the limit", links)
	}
}

func TestHealthNamesIslandsTrapsEndsGapsAndDoubles(t *testing.T) {
	oneWay := way(4, 3, 6)
	oneWay.Direction = Along
	marked := way(5, 7, 8)
	marked.DeadEnd = true
	n := build(t, []orb.Point{
		at(0, 0), at(1000, 0), at(2000, 0), // 1-2-3 a road
		at(1000, 500), at(1000, 497), // 4 a lane's end, 5 off the network
		at(3000, 0),                // 6 behind a one-way
		at(9000, 0), at(9000, 400), // 7-8 an island
		at(900, 503), at(1100, 503), // 9-10 a road that the lane's end misses by three metres
		at(0, 0), at(-500, 0), // 11 lies on 1 and is not joined to it
	}, way(1, 1, 2, 3), way(2, 2, 4), way(3, 9, 10), oneWay, marked, way(6, 11, 12))
	h := Examine(price(t, n, "plain-car", Day{}), NewLinker(n), 5)
	if len(h.Islands) != 4 || h.Islands[0].Vertices != 5 {
		t.Errorf("islands %+v, want four, the largest of five vertices", h.Islands)
	}
	if len(h.Traps) != 1 || h.Traps[0].Vertices != 1 || geo.Distance(h.Traps[0].Point, at(3000, 0)) > 1 {
		t.Errorf("traps %+v, want the end behind the one-way", h.Traps)
	}
	if len(h.NearMisses) != 1 || h.NearMisses[0].Distance < 2.9 || h.NearMisses[0].Distance > 3.1 {
		t.Errorf("near misses %+v, want one of 3 m", h.NearMisses)
	}
	if len(h.Duplicates) != 1 || h.MarkedEnds != 1 || h.DeadEnds != 9 {
		t.Errorf("duplicates %+v, marked ends %d, dead ends %d; want 1, 1, 9", h.Duplicates, h.MarkedEnds, h.DeadEnds)
	}
	if len(h.ByClass) != 1 || h.ByClass[0].Class != Village || math.Abs(h.ByClass[0].Meters-4600) > 1 {
		t.Errorf("by class %+v, want 4.6 km of village road", h.ByClass)
	}
}

// resealed gives content a checksum that matches.
func resealed(content []byte) []byte {
	if len(content) < crc32.Size {
		return content
	}
	body := slices.Clone(content[:len(content)-crc32.Size])
	return binary.LittleEndian.AppendUint32(body, crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
}

// FuzzDecode shows that no content makes a network that breaks its readers.
func FuzzDecode(f *testing.F) {
	good := stored(f, build(f, []orb.Point{at(0, 0), at(100, 0), at(200, 0)}, way(1, 1, 2, 3), way(2, 3, 1)))
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, c := range [][]byte{content, resealed(content)} {
			n, err := Decode(c)
			if err != nil {
				continue
			}
			for s := range int32(n.Stretches()) {
				n.AppendLine(nil, s)
			}
			NewLinker(n).Nearest(at(0, 0), always)
			price(t, n, "plain-car", Day{2026, 1, 1})
		}
	})
}
