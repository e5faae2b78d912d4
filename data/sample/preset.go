package sample

import (
	"fmt"
	"math"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// recipe is an invented county. Its code begins with 99, its centre is where such land lies, its name and
// outline are nobody's.
type recipe struct {
	name                       string // of the preset
	code, county               string
	center                     orb.Point
	hectares                   int64
	towns, villages, residents int64 // the county seat is one of the towns
	people                     int64 // give or take five in a hundred
	custom                     custom
	tongue                     func() tongue
	relief                     relief
	lay                        lay
	seatKind                   data.AreaKind
}

// relief is what the land does to settlement.
type relief int

const (
	openLand  relief = iota
	riverLand        // a river with few crossings: two towns lie at its banks, nobody in between
	valleyLand
)

// presets are modelled on Lijin, Wuxi and West Ujimqin.
func presets() []recipe {
	return []recipe{
		{
			name: "plain", code: "990122", county: "禾原县", center: orb.Point{116.9, 36.6}, hectares: 130_100,
			towns: 9, villages: 500, residents: 12, people: 240_000, custom: plainCustom(210), tongue: plainTongue,
			relief: riverLand, lay: plainLay(), seatKind: data.KindSubdistrict,
		},
		{
			name: "mountain", code: "990222", county: "叠云县", center: orb.Point{109.3, 31.4}, hectares: 403_000,
			towns: 32, villages: 288, residents: 41, people: 390_000, tongue: mountainTongue, relief: valleyLand, lay: valleyLay(),
			seatKind: data.KindSubdistrict,
			custom: custom{
				villageHectares: 1_000, stationsLow: 100, stationsHigh: 400,
				parcelsIn: [2]int64{50, 120}, townsLook: 4, brandsLow: 2, brandsUp: 4,
			},
		},
		{
			name: "pastoral", code: "990322", county: "长草旗", center: orb.Point{117.5, 44.6}, hectares: 1_800_000,
			towns: 6, villages: 95, residents: 7, people: 80_000, tongue: pastoralTongue, relief: openLand, lay: steppeLay(), seatKind: data.KindTown,
			custom: custom{
				villageHectares: 15_000, stationsLow: 100, stationsHigh: 450,
				parcelsIn: [2]int64{30, 80}, townsLook: 7, brandsLow: 1, brandsUp: 3,
			},
		},
	}
}

// region invents the county: outline, relief, towns, villages. The generator's steps do the rest.
func (p recipe) region(seed int64) (*region, error) {
	outlineDice := newDice(seed, streamOutline)
	outline := inventOutline(outlineDice, p.center, p.hectares)
	c := county{
		code: p.code, name: p.county, kind: data.KindCounty, outline: outline, ground: newGround(outline), custom: p.custom,
		population: p.people * outlineDice.between(950, 1050) / 1000,
	}
	c.custom.synthetic = true
	var banks []spot
	switch p.relief {
	case riverLand:
		banks = c.ground.addRiver(outlineDice, spotOf(p.center))
	case valleyLand:
		c.ground.addValleys(outlineDice, spotOf(p.center))
	}
	r := &region{source: "generated", counties: []county{c}, lay: p.lay}
	if len(banks) > 0 {
		r.rivers = []river{crossedRiver(banks)}
	}
	seats, err := p.seats(newDice(seed, streamSeats), c.ground, banks)
	if err != nil {
		return nil, err
	}
	p.nameTowns(newDice(seed, streamNames), r, seats)
	return r, nil
}

// seats chooses the seats of the towns: the county's near the centre, two at the banks of the river where
// there is one, the rest well apart.
func (p recipe) seats(d dice, g *ground, banks []spot) ([]spot, error) {
	find := func(draw func() spot, others []spot, apart int64) (spot, bool) {
		for range 3000 {
			if s := draw(); g.habitable(s) && g.clear(s, others, apart) {
				return s, true
			}
		}
		return spot{}, false
	}
	center := spotOf(p.center)
	seat, ok := find(func() spot { return g.around(d, center, 0, 4000) }, nil, 0)
	if !ok {
		return nil, fmt.Errorf("no room for the county seat")
	}
	seats := []spot{seat}
	apart := int64(math.Sqrt(float64(p.hectares*10_000/p.towns))) * 75 / 100
	for int64(len(seats)) < p.towns {
		draw := func() spot { return g.anywhere(d) }
		if len(banks) > 0 && len(seats) <= 2 {
			third := len(banks) / 3
			draw = func() spot { return g.around(d, banks[third*len(seats)], 600, 2500) }
			if seat, ok = find(draw, seats, apart/2); ok {
				seats = append(seats, seat)
				continue
			}
			draw = func() spot { return g.anywhere(d) }
		}
		if seat, ok = find(draw, seats, apart); ok {
			seats = append(seats, seat)
		} else if apart = apart * 9 / 10; apart < apartMeters {
			return nil, fmt.Errorf("no room for %d towns", p.towns)
		}
	}
	return seats, nil
}

// nameTowns adds towns and their units. Sizes are as uneven as real ones (domain: sigma 0.7).
func (p recipe) nameTowns(d dice, r *region, seats []spot) {
	const townSigmaPercent = 70
	var sizes, estates []int64
	for t := range seats {
		sizes = append(sizes, d.lognormal(townSigmaPercent))
		estates = append(estates, max(1, int64(12-12*t))) // most at the county seat
	}
	villages, residents := level(apportion(p.villages, sizes, 1)), apportion(p.residents, estates, 0)
	words := p.tongue()
	names := newNamer(d, words)
	for t, seat := range seats {
		place := town{kind: data.KindTown, name: names.townName() + words.town, seat: seat}
		number := 100 + t
		switch {
		case t == 0 && p.seatKind == data.KindSubdistrict:
			place.kind, place.name, number = data.KindSubdistrict, p.county[:len(p.county)-len("县")]+"街道", 1
		case t > 0 && d.permille(300):
			place.kind, place.name, number = data.KindTownship, place.name[:len(place.name)-len(words.town)]+words.township, 200+t
		}
		key := fmt.Sprintf("%s%03d", p.code, number)
		place.code = key + "000"
		r.towns = append(r.towns, place)
		for i := range residents[t] {
			r.units = append(r.units, unit{code: fmt.Sprintf("%s%03d", key, i+1), name: names.estateName(t), kind: data.KindResidents, town: t})
		}
		for i := range villages[t] {
			r.units = append(r.units, unit{code: fmt.Sprintf("%s%03d", key, firstVillage+i), name: names.villageName(t), kind: data.KindVillage, town: t})
		}
	}
}

// Village committees have the code digits 200 to 399.
const firstVillage, mostVillages = 200, 199

// level moves what does not fit a town's codes to the smallest town.
func level(sizes []int64) []int64 {
	for i := range sizes {
		for ; sizes[i] > mostVillages; sizes[i]-- {
			least := 0
			for j := range sizes {
				if sizes[j] < sizes[least] {
					least = j
				}
			}
			sizes[least]++
		}
	}
	return sizes
}

// plainCustom is how people live and are served in the delta plain.
func plainCustom(villageHectares int64) custom {
	return custom{
		villageHectares: villageHectares, stationsLow: 130, stationsHigh: 420,
		parcelsIn: [2]int64{120, 200}, townsLook: 8, brandsLow: 3, brandsUp: 6,
	}
}
