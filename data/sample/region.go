package sample

import (
	"fmt"
	"strings"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// region is what the generator starts from, and what its first steps fill in.
type region struct {
	top      []data.Area // areas above the counties
	counties []county
	towns    []town
	units    []unit
	source   string // of the areas
	lay      lay
	rivers   []river
}

// county is a county or a statistical county.
type county struct {
	code, name, parent string
	kind               data.AreaKind
	population         int64
	outline            orb.MultiPolygon
	ground             *ground // of the county itself or, for a statistical county, of the one around it
	landlord           int     // index of the county whose land it lies on; its own for a real county
	custom             custom
}

// custom is how people live and are served in a county; shares are in a thousand.
type custom struct {
	villageHectares     int64    // land of a village
	stationsLow         int64    // share of villages with a working pick-up point, in the worst town
	stationsHigh        int64    // and in the best
	parcelsIn           [2]int64 // to a resident, a thousand days
	townsLook           int64    // residents' committees weigh this many villages
	brandsLow, brandsUp int64    // express outlets of a town
	synthetic           bool     // the county itself is invented
}

// town is a town or zone.
type town struct {
	code, name string
	kind       data.AreaKind
	county     int
	seat       spot
	seatGiven  bool // a fact, not made up
}

// unit is a village-level unit.
type unit struct {
	code, name string
	kind       data.SettlementKind
	town       int
	place      spot
	people     int64
	inTenths   int64 // parcels per day, in tenths
	outTenths  int64
}

func (u unit) demand() bool { return u.kind != data.KindPseudo }

// shortName drops what every committee's name ends in.
func (u unit) shortName() string {
	for _, ending := range []struct{ full, short string }{
		{"村民委员会", "村"}, {"村委会", "村"}, {"嘎查委员会", "嘎查"}, {"社区居民委员会", "社区"}, {"社区居委会", "社区"},
		{"社区委员会", "社区"}, {"社区居民委员", "社区"}, {"居民委员会", "社区"}, {"居委会", "社区"},
	} {
		if stem, ok := strings.CutSuffix(u.name, ending.full); ok {
			return strings.TrimSuffix(stem, ending.short) + ending.short
		}
	}
	return u.name
}

// groundOf returns the land a town lies on.
func (r *region) groundOf(town int) *ground { return r.counties[r.towns[town].county].ground }

// made marks what the generator made.
func made() data.Provenance { return data.Provenance{Source: "generated", Synthetic: true} }

// madeAt marks a record whose place the generator made.
func madeAt(s spot) data.Provenance {
	p := made()
	p.Datum, p.LocatedBy, p.Original = geo.WGS84, data.LocatedGiven, originalOf(s)
	return p
}

// batch runs the steps and returns the records.
func (r *region) batch(seed int64) (data.Batch, error) {
	if err := r.place(newDice(seed, streamPlaces)); err != nil {
		return data.Batch{}, err
	}
	r.populate(newDice(seed, streamPeople))
	roster := newRoster(r)
	roster.addHubsAndStations(newDice(seed, streamStations))
	roster.addPoints(newDice(seed, streamPoints))
	roster.addServices(newDice(seed, streamServices))
	roster.addCandidates(newDice(seed, streamCandidates))
	roster.addVehicles(newDice(seed, streamVehicles))
	roads, err := r.layRoads(newDice(seed, streamRoads), roster.facilities)
	if err != nil {
		return data.Batch{}, fmt.Errorf("lay roads: %w", err)
	}
	return data.Batch{
		Areas:       r.areas(),
		Settlements: r.settlements(),
		Facilities:  roster.facilities,
		Services:    roster.services,
		Vehicles:    roster.vehicles,
		Networks:    []data.Network{roads},
	}, nil
}
