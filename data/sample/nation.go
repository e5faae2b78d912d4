package sample

import (
	"fmt"
	"iter"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// nation is an invented country of counties on a lattice. Its provinces bear numbers that GB/T 2260 leaves
// unused, so that no code is anybody's.
type nation struct {
	provinces, cities, counties, towns, settlements int64
}

// wholeNation has as many places as China's statistical divisions, rounded.
func wholeNation() nation { return nation{31, 340, 2_900, 45_000, 600_000} }

// unusedProvinces lists the two-digit numbers that no province has or had.
func unusedProvinces() []int64 {
	var numbers []int64
	for _, run := range [][2]int64{{16, 20}, {24, 30}, {38, 40}, {47, 49}, {55, 60}, {67, 70}, {72, 74}} {
		for n := run[0]; n <= run[1]; n++ {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// The lattice: a county to a cell, its outline within.
const (
	cellEastSpots, cellNorthSpots = 44_400, 37_000 // about 40 by 41 km
	latticeRows                   = 54
	bandRows                      = 9 // counties are numbered along bands this wide, so that provinces hold together
	countyHectares                = 95_000
)

func latticeOrigin() spot { return spot{98_50_000, 24_50_000} }

// cell returns the centre of the county of a number: up and down the columns of one band after the other.
func cell(number int64) orb.Point {
	columns := int64(latticeRows)
	band, within := number/(bandRows*columns), number%(bandRows*columns)
	column, row := within/bandRows, within%bandRows
	if column%2 == 1 {
		row = bandRows - 1 - row
	}
	if band%2 == 1 {
		column = columns - 1 - column
	}
	origin := latticeOrigin()
	return spot{origin.east + column*cellEastSpots, origin.north + (band*bandRows+row)*cellNorthSpots}.point()
}

// place of a county in the nation, before it is made.
type nationCounty struct {
	code, name, city    string
	number              int64
	towns, settlements  int64
	mountain            bool
	residentsPerVillage int64
}

// batches yields the areas above the counties first, then one batch for each county, so that a nation never
// lies in memory as a whole.
func (n nation) batches(seed int64) iter.Seq2[data.Batch, error] {
	return func(yield func(data.Batch, error) bool) {
		tops, counties := n.divide(seed)
		if !yield(data.Batch{Areas: tops}, nil) {
			return
		}
		for _, c := range counties {
			batch, err := c.batch(seed)
			if !yield(batch, err) || err != nil {
				return
			}
		}
	}
}

// divide shares cities, counties, towns and settlements out and names them down to the counties.
func (n nation) divide(seed int64) (tops []data.Area, counties []nationCounty) {
	const citySigma, countySigma, townSigma, settlementSigma = 35, 30, 40, 25 // percent
	d, names := newDice(seed, streamSeats), newDice(seed, streamNames)
	shares := func(total, parts, sigmaPercent, least int64, weights []int64) []int64 {
		drawn := make([]int64, parts)
		for i := range drawn {
			drawn[i] = d.lognormal(sigmaPercent)
			if weights != nil {
				drawn[i] = drawn[i] / 1000 * weights[i]
			}
		}
		return apportion(total, drawn, least)
	}
	citiesOf := shares(n.cities, n.provinces, citySigma, 1, nil)
	countiesOf := shares(n.counties, n.cities, countySigma, 1, nil)
	townsOf := shares(n.towns, n.counties, townSigma, 2, nil)
	settlementsOf := shares(n.settlements, n.counties, settlementSigma, 12, townsOf)
	words := split("清 柳 云 安 永 福 金 双 新 古 长 平 泰 丰 和 澄 沁 岚 泽 崇 霁 渌 禾 颍 汀 浔 曲 襄 郁 邰 郦 鄢 沅 漪 浚 砚 堰 涞 邳 滁")
	ends := split("阳 川 河 原 江 山 州 陵 水 源 城 安 泉 宁 谷 溪 丘 湖 口 关 塘 亭 岭 陂 沙 浦")
	invent := func() string { return pick(names, words...) + pick(names, ends...) }
	city, county := int64(0), int64(0)
	provenance := made()
	for p, number := range unusedProvinces()[:n.provinces] {
		province := fmt.Sprintf("%02d0000", number)
		tops = append(tops, data.Area{Code: province, Name: invent() + "省", Tier: data.TierProvince, Kind: data.KindProvince, Provenance: provenance})
		mountain := names.permille(400)
		for c := range citiesOf[p] {
			code := fmt.Sprintf("%02d%02d", number, c+1)
			tops = append(tops, data.Area{Code: code + "00", Name: invent() + "市", Tier: data.TierCity, Kind: data.KindCity, Parent: province, Provenance: provenance})
			for i := range countiesOf[city] {
				counties = append(counties, nationCounty{
					code: fmt.Sprintf("%s%02d", code, i+1), name: invent() + "县", city: code + "00", number: county,
					towns: townsOf[county], settlements: settlementsOf[county], mountain: mountain, residentsPerVillage: names.between(500, 1500),
				})
				county++
			}
			city++
		}
	}
	return tops, counties
}

// batch makes one county by the recipe of its land. A draw that leaves no room is repeated with another seed.
func (c nationCounty) batch(seed int64) (batch data.Batch, err error) {
	const mostEstates = 60 // of the 96 names that estates have
	residents := min(c.settlements*18/100, mostEstates)
	r := recipe{
		name: "nation", code: c.code, county: c.name, center: cell(c.number), hectares: countyHectares, towns: c.towns,
		villages: c.settlements - residents, residents: residents, people: c.settlements * c.residentsPerVillage,
		custom: plainCustom(countyHectares * 9 / 10 / c.settlements), tongue: plainTongue, seatKind: data.KindSubdistrict,
	}
	if c.mountain {
		r.tongue, r.custom.parcelsIn = mountainTongue, [2]int64{50, 120}
	}
	for try := range int64(8) {
		own := (seed*100_003+c.number)*8 + try
		var land *region
		if land, err = r.region(own); err != nil {
			continue
		}
		land.counties[0].parent = c.city
		if err = land.place(newDice(own, streamPlaces)); err != nil {
			continue
		}
		land.populate(newDice(own, streamPeople))
		roster := newRoster(land)
		roster.addPostNetwork(newDice(own, streamStations))
		return data.Batch{Areas: land.areas(), Settlements: land.settlements(), Facilities: roster.facilities}, nil
	}
	return data.Batch{}, fmt.Errorf("generate county %s of the nation with seed %d: %w", c.code, seed, err)
}

// addPostNetwork gives the county its distribution centre and every town its post office, no more: what is
// beyond them differs from county to county and is for a county's own preset.
func (n *roster) addPostNetwork(d dice) {
	county := n.region.counties[0]
	n.add(premises{
		id: id("H", county.code, "joint"), name: county.name + "寄递物流公共配送中心", tier: data.Hub,
		operators: []data.Operator{data.Postal, data.Express}, offers: []data.Offer{data.Dropoff}, status: data.Active, town: 0,
		place: n.region.groundOf(0).around(d, n.region.towns[0].seat, 1200, 3500), capacity: 60_000, yearly: hundreds(d.between(600_000, 2_400_000)),
	})
	for t, town := range n.region.towns {
		n.add(premises{
			id: id("S", n.townKey(t), "post"), name: town.name + "邮政支局", tier: data.Station, operators: []data.Operator{data.Postal},
			offers: []data.Offer{data.Pickup, data.Dropoff, data.Payment, data.Finance}, status: data.Active, town: t,
			place: n.region.groundOf(t).around(d, town.seat, 50, 600), capacity: 100 * d.between(6, 20), yearly: hundreds(d.between(90_000, 170_000)), universal: true,
		})
	}
}
