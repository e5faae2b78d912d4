package network

import (
	"fmt"
	"math"
)

// slowest is the least speed in km/h; slower than this a road is not worth calling open.
const slowest = 0.5

// pace is a speed in hundredths of a km/h, so that times are divisions of integers; 0 is closed.
type pace uint32

func paceOf(kmh float64) pace { return pace(math.Round(kmh * 100)) }

// until returns the hundredths of a second to the given centimetre of a way, rounded up. Times of pieces
// are differences of it and so add up exactly.
func (p pace) until(centimeters uint32) uint64 {
	return (uint64(centimeters)*360 + uint64(p) - 1) / uint64(p)
}

// Costs is what each arc of a network costs one profile on one day, with the changes of a scenario. It is
// fixed once made and safe for any number of readers.
type Costs struct {
	net        *Network
	profile    Profile
	day        Day
	paces      []pace // of each arc
	unlinkable []bool // by class
}

// Cost prices a network for a profile on a day; on the zero Day seasonal closures do not apply.
func (n *Network) Cost(profile Profile, day Day) (*Costs, error) {
	if err := profile.Check(); err != nil {
		return nil, err
	}
	c := &Costs{net: n, profile: profile, day: day, paces: make([]pace, 2*len(n.tail)), unlinkable: make([]bool, boarding+1)}
	c.unlinkable[FerryLine], c.unlinkable[boarding] = true, true
	for _, name := range profile.Unlinkable {
		class, err := ParseClass(name)
		if err != nil {
			return nil, err
		}
		c.unlinkable[class] = true
	}
	along, against := make([]pace, len(n.traits)), make([]pace, len(n.traits))
	for i, traits := range n.traits {
		along[i], against[i] = profile.paces(traits, day)
	}
	lengths := n.lineLengths()
	for s := range n.tail {
		w := n.way[s]
		forth, back := along[n.wayTraits[w]], against[n.wayTraits[w]]
		if traits := &n.traits[n.wayTraits[w]]; traits.Class == FerryLine && traits.CrossingSeconds > 0 {
			crossing := paceOf(math.Max(slowest, float64(lengths[w])/100/float64(traits.CrossingSeconds)*3.6))
			forth, back = crossing*min(forth, 1), crossing*min(back, 1)
		}
		c.paces[2*s], c.paces[2*s+1] = forth, back
	}
	return c, nil
}

// lineLengths returns the centimetres of each way.
func (n *Network) lineLengths() []uint32 {
	lengths := make([]uint32, len(n.wayID))
	for s := range n.tail {
		lengths[n.way[s]] = max(lengths[n.way[s]], n.start[s]+n.length[s])
	}
	return lengths
}

// paces returns a profile's speed along and against a road, 0 where it may not go.
func (p Profile) paces(t Traits, day Day) (along, against pace) {
	kmh, ok := p.SpeedsKmh[t.Class.String()]
	if t.Class == FerryLine || t.Class == boarding {
		kmh, ok = p.FerrySpeedKmh, true
	}
	if !ok || p.barred(t) || t.Closures.Closed(day) {
		return 0, 0
	}
	if t.MaxSpeedKmh > 0 && p.Vehicle != Foot {
		kmh = math.Min(kmh, float64(t.MaxSpeedKmh))
	}
	for surface, name := range map[Surface]string{Simple: "simple", Unpaved: "unpaved"} {
		if factor, ok := p.SurfaceFactor[name]; ok && t.Surface == surface {
			kmh *= factor
		}
	}
	along = paceOf(math.Max(kmh, slowest))
	against = along
	if !p.IgnoresOneWay {
		switch t.Direction {
		case Along:
			against = 0
		case Against:
			along = 0
		}
	}
	return along, against
}

// barred reports whether a road does not let the vehicle in: by rule, by a gate, or, for those that need
// a width, because the carriageway is narrower and vehicles that meet cannot pass.
func (p Profile) barred(t Traits) bool {
	var bars Barred
	switch p.Vehicle {
	case Car, Van:
		bars = BarCar
	case Truck:
		bars = BarCar | BarTruck
	case Trike:
		bars = BarTrike
	case Foot:
		bars = BarFoot
	}
	stops := func(limit float32, size float64) bool { return limit > 0 && float32(size) > limit }
	return t.Barred&bars != 0 || stops(t.WidthLimitMeters, p.WidthMeters) || stops(t.HeightLimitMeters, p.HeightMeters) ||
		stops(t.WeightLimitTonnes, p.WeightTonnes) || t.NoPassingBay && stops(t.WidthMeters, p.NeedsWidth)
}

// Network returns what is priced.
func (c *Costs) Network() *Network { return c.net }

// Profile returns for whom.
func (c *Costs) Profile() Profile { return c.profile }

// Day returns the day whose seasonal closures are in force; the zero Day where none are.
func (c *Costs) Day() Day { return c.day }

// Open reports whether an arc may be travelled.
func (c *Costs) Open(arc int32) bool { return c.paces[arc] != 0 }

// Linkable reports whether a place beside the stretch can join it: open at least one way, and not a class
// that has no roadside.
func (c *Costs) Linkable(stretch int32) bool {
	return (c.Open(2*stretch) || c.Open(2*stretch+1)) && !c.unlinkable[c.net.Traits(stretch).Class]
}

// Centiseconds returns the time over a whole open arc, in hundredths of a second.
func (c *Costs) Centiseconds(arc int32) uint32 {
	n, s := c.net, arc/2
	if traits := &n.traits[n.wayTraits[n.way[s]]]; traits.Class == boarding {
		if arc%2 == 1 {
			return 0 // going ashore
		}
		if traits.WaitingSeconds > 0 {
			return traits.WaitingSeconds * 100
		}
		return c.profile.FerryWaiting * 100
	}
	return c.part(arc, n.start[s], n.start[s]+n.length[s])
}

// PartCentiseconds returns the time over the piece of an open arc between two positions, in centimetres
// from the tail of its stretch; from and to may come in either order.
func (c *Costs) PartCentiseconds(arc int32, from, to uint32) uint32 {
	start := c.net.start[arc/2]
	return c.part(arc, start+min(from, to), start+max(from, to))
}

func (c *Costs) part(arc int32, from, to uint32) uint32 {
	p := c.paces[arc]
	return uint32(min(p.until(to)-p.until(from), math.MaxInt32))
}

// Change alters one stretch in a scenario: a bridge washed away, a road made faster.
type Change struct {
	Stretch  int32
	Closed   bool
	SpeedKmh float64 // 0: as it is; a speed also opens a stretch that was closed, in the directions its road has
}

// With returns the costs under changes, later ones on top. The receiver stays as it is.
func (c *Costs) With(changes []Change) (*Costs, error) {
	changed := *c
	changed.paces = append([]pace(nil), c.paces...)
	for _, change := range changes {
		s := change.Stretch
		if !inside(s, c.net.Stretches()) {
			return nil, fmt.Errorf("stretch %d is not one of the network's %d", s, c.net.Stretches())
		}
		if change.SpeedKmh != 0 && !(change.SpeedKmh >= slowest && change.SpeedKmh <= topSpeed) {
			return nil, fmt.Errorf("stretch %d: speed %v km/h is not between %v and %v", s, change.SpeedKmh, slowest, topSpeed)
		}
		switch {
		case change.Closed:
			changed.paces[2*s], changed.paces[2*s+1] = 0, 0
		case change.SpeedKmh > 0:
			speed := paceOf(change.SpeedKmh)
			direction := c.net.Traits(s).Direction
			if direction != Against || c.profile.IgnoresOneWay {
				changed.paces[2*s] = speed
			}
			if direction != Along || c.profile.IgnoresOneWay {
				changed.paces[2*s+1] = speed
			}
		}
	}
	return &changed, nil
}

// StretchesOfWay returns the stretches cut from the way with that identifier, ascending.
func (n *Network) StretchesOfWay(id int64) []int32 {
	var stretches []int32
	for s := range n.tail {
		if n.wayID[n.way[s]] == id && n.Traits(int32(s)).Class != boarding {
			stretches = append(stretches, int32(s))
		}
	}
	return stretches
}
