package network

import (
	"fmt"
	"math"
	"slices"
)

// Class is the administrative class of a road, which sets its speed where nothing better is known.
type Class uint8

// The classes, highest first, with the letter of the Chinese rural-road database where there is one.
const (
	Motorway   Class = iota // 高速公路
	National                // G 国道
	Provincial              // S 省道
	County                  // X 县道
	Township                // Y 乡道
	Village                 // C 村道
	Special                 // Z 专用公路
	Street                  // D 城市道路
	Inside                  // inside a village or a yard 村内道路
	Track                   // 机耕路
	Footpath                // 人行路
	FerryLine               // 渡口航线
	boarding                // getting on and off a ferry; made by the Builder, never given
)

// classNames is indexed by Class.
func classNames() []string {
	return []string{"motorway", "national", "provincial", "county", "township", "village", "special", "street",
		"inside", "track", "footpath", "ferry", "boarding"}
}

// Classes lists the classes a way may have, highest first.
func Classes() []Class {
	return []Class{Motorway, National, Provincial, County, Township, Village, Special, Street, Inside, Track, Footpath, FerryLine}
}

// String returns the class's name in files.
func (c Class) String() string {
	if names := classNames(); int(c) < len(names) {
		return names[c]
	}
	return fmt.Sprintf("class %d", uint8(c))
}

// ParseClass reads a class by its name.
func ParseClass(name string) (Class, error) {
	if i := slices.Index(classNames(), name); i >= 0 && Class(i) < boarding {
		return Class(i), nil
	}
	return 0, fmt.Errorf("road class %q is not one of %v", name, Classes())
}

// Direction says which way a road may be driven. Walkers ignore it.
type Direction uint8

// The directions of a road.
const (
	Both    Direction = iota
	Along             // in the order of the way's points only
	Against           // against the order of the way's points only
)

// Barred is the set of those who may not use a road.
type Barred uint8

// Who may be barred. Trucks are also barred where cars are.
const (
	BarCar Barred = 1 << iota
	BarTruck
	BarTrike
	BarFoot
)

// Surface is the wearing course of a road.
type Surface uint8

// The surfaces; unknown is taken as paved.
const (
	SurfaceUnknown Surface = iota
	Paved                  // asphalt or concrete 沥青、水泥混凝土
	Simple                 // 简易铺装
	Unpaved                // 未铺装
)

// Traits is what a road is like; ways that are alike share one.
type Traits struct {
	Class             Class
	Direction         Direction
	Barred            Barred
	Surface           Surface
	NoPassingBay      bool     // narrow, and vehicles that meet cannot pass 错车道不齐全
	DeadEnd           bool     // marked 断头路 in its source
	MaxSpeedKmh       float32  // posted or design speed; 0: unknown
	WidthMeters       float32  // of the carriageway 路面宽度; 0: unknown
	WidthLimitMeters  float32  // of a gate 限宽; 0: none
	HeightLimitMeters float32  // 限高; 0: none
	WeightLimitTonnes float32  // 限重; 0: none
	WaitingSeconds    uint32   // ferries: mean wait before boarding; 0: the profile's
	CrossingSeconds   uint32   // ferries: for the whole line; 0: by the profile's speed
	Closures          Calendar // when it is closed
}

// check names the first value that cannot be.
func (t Traits) check() error {
	for _, field := range []struct {
		name       string
		value, top float32
	}{{"maximum speed in km/h", t.MaxSpeedKmh, 200}, {"width in metres", t.WidthMeters, 200}, {"width limit in metres", t.WidthLimitMeters, 200},
		{"height limit in metres", t.HeightLimitMeters, 200}, {"weight limit in tonnes", t.WeightLimitTonnes, 10_000},
		{"waiting in seconds", float32(t.WaitingSeconds), 864_000}, {"crossing in seconds", float32(t.CrossingSeconds), 864_000}} {
		if math.IsNaN(float64(field.value)) || field.value < 0 || field.value > field.top {
			return fmt.Errorf("%s %v is not between 0 and %v", field.name, field.value, field.top)
		}
	}
	switch {
	case t.Class >= boarding:
		return fmt.Errorf("road class %d is unknown", t.Class)
	case t.Direction > Against:
		return fmt.Errorf("direction %d is unknown", t.Direction)
	case t.Surface > Unpaved:
		return fmt.Errorf("surface %d is unknown", t.Surface)
	}
	_, err := t.Closures.spans()
	return err
}

// Way is one road as files give it: an identifier and a name of its source, and the nodes it passes.
type Way struct {
	ID    int64
	Name  string
	Nodes []int64
	Traits
}
