package sample

import "cuntong/data"

// addCandidates names in every settlement with people one place where a point could open, at the settlement
// itself. What it costs depends on the host: public rooms are cheap to fit out, new premises dear.
func (n *roster) addCandidates(d dice) {
	type host struct {
		name                        string
		openingLow, openingHigh     int64 // yuan
		yearlyExtraLow, yearlyExtra int64 // yuan, on top of the keeper's allowance
	}
	hosts := []host{
		{"党群服务中心", 8_000, 16_000, 0, 1_200},
		{"便民服务点", 10_000, 22_000, 600, 2_400},
		{"小卖部", 9_000, 26_000, 1_200, 4_800},
		{"卫生室旁", 14_000, 30_000, 600, 2_400},
		{"新建用房", 35_000, 60_000, 2_400, 6_000},
	}
	for _, unit := range n.region.units {
		if !unit.demand() {
			continue
		}
		h := hosts[[]int64{0, 0, 0, 1, 1, 2, 2, 2, 3, 4}[d.below(10)]]
		keeper := 12 * d.between(400, 500) // a part-time keeper's allowance, yuan a month
		location := unit.place.point()
		n.facilities = append(n.facilities, data.Facility{
			ID: "C-" + unit.code, Name: unit.shortName() + h.name + "（备选）", Tier: data.ServicePoint,
			Offers: []data.Offer{data.Pickup, data.Dropoff}, Status: data.Candidate,
			Town: n.region.towns[unit.town].code, Settlement: unit.code, Location: &location,
			CapacityParcelsDay: number(float64(max(60, (unit.inTenths+unit.outTenths)*3/200*10))),
			OpeningCostYuan:    yuan(hundreds(d.between(h.openingLow, h.openingHigh))),
			YearlyCostYuan:     yuan(hundreds(keeper + d.between(h.yearlyExtraLow, h.yearlyExtra))),
			Provenance:         madeAt(unit.place),
		})
	}
}
