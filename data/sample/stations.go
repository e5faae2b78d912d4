package sample

import (
	"strconv"

	"cuntong/data"
)

// addHubsAndStations gives every county its four centres and every town its post office, express brands and,
// here and there, the co-op's society and the e-commerce station. Zones without people get a park station.
func (n *roster) addHubsAndStations(d dice) {
	for c, county := range n.region.counties {
		if county.landlord == c {
			n.addHubs(d, c)
		}
	}
	for t, town := range n.region.towns {
		if n.hasDemand[t] {
			n.addTownStations(d, t)
			continue
		}
		n.add(premises{
			id: id("S", n.townKey(t), "park"), name: town.name + "园区电商服务站", tier: data.Station,
			operators: []data.Operator{data.Ecommerce}, offers: []data.Offer{data.Dropoff, data.Retail},
			status: data.Active, town: t, place: n.region.groundOf(t).around(d, town.seat, 50, 600),
			capacity: 100 * d.between(2, 8), yearly: hundreds(d.between(30_000, 90_000)),
		})
	}
}

// addHubs places the county's centres around the seat of its first town, which is the county seat.
func (n *roster) addHubs(d dice, c int) {
	seatTown := 0
	for n.region.towns[seatTown].county != c {
		seatTown++
	}
	county := n.region.counties[c]
	for _, hub := range []struct {
		what, name string
		operators  []data.Operator
		offers     []data.Offer
		capacity   int64
		universal  bool
	}{
		{"joint", "寄递物流公共配送中心", []data.Operator{data.Postal, data.Express}, []data.Offer{data.Dropoff}, 60_000, false},
		{"post", "邮政处理中心", []data.Operator{data.Postal}, []data.Offer{data.Dropoff}, 25_000, false},
		{"coop", "供销社农资配送中心", []data.Operator{data.Coop}, []data.Offer{data.Supplies}, 6_000, false},
		{"ecommerce", "电子商务公共服务中心", []data.Operator{data.Ecommerce}, []data.Offer{data.Dropoff, data.Retail}, 8_000, false},
	} {
		n.add(premises{
			id: id("H", county.code, hub.what), name: county.name + hub.name, tier: data.Hub,
			operators: hub.operators, offers: hub.offers, status: data.Active, town: seatTown,
			place:    n.region.groundOf(seatTown).around(d, n.region.towns[seatTown].seat, 1200, 3500),
			capacity: hub.capacity, yearly: hundreds(d.between(600_000, 2_400_000)), universal: hub.universal,
		})
	}
}

func (n *roster) addTownStations(d dice, t int) {
	town := n.region.towns[t]
	ground := n.region.groundOf(t)
	custom := n.region.counties[town.county].custom
	both := []data.Offer{data.Pickup, data.Dropoff}
	n.add(premises{
		id: id("S", n.townKey(t), "post"), name: town.name + "邮政支局", tier: data.Station,
		operators: []data.Operator{data.Postal}, offers: []data.Offer{data.Pickup, data.Dropoff, data.Payment, data.Finance},
		status: data.Active, town: t, place: ground.around(d, town.seat, 50, 600),
		capacity: 100 * d.between(6, 20), yearly: hundreds(d.between(90_000, 170_000)), universal: true,
	})
	brands := d.between(custom.brandsLow, custom.brandsUp)
	if d.permille(250) { // several operators under one roof
		n.add(premises{
			id: id("S", n.townKey(t), "joint"), name: town.name + "寄递物流综合服务站", tier: data.Station,
			operators: []data.Operator{data.Postal, data.Express, data.Ecommerce}, offers: append(both[:2:2], data.Retail),
			status: data.Active, town: t, place: ground.around(d, town.seat, 50, 700),
			capacity: 100 * d.between(15, 40), yearly: hundreds(d.between(80_000, 160_000)),
		})
		n.brands[t] = id("S", n.townKey(t), "joint")
		brands = max(1, brands-2)
	}
	for b := range brands {
		status := lifeOf(d, 40, 30)
		outlet := id("S", n.townKey(t), "express-"+strconv.FormatInt(b+1, 10))
		if n.brands[t] == "" && b == brands-1 {
			status = data.Active // every town keeps one
		}
		if n.brands[t] == "" && status == data.Active {
			n.brands[t] = outlet
		}
		n.add(premises{
			id: outlet, name: town.name + "快递网点（品牌" + brandName(b) + "）", tier: data.Station,
			operators: []data.Operator{data.Express}, offers: both, status: status, town: t,
			place:    ground.around(d, town.seat, 50, 900),
			capacity: 100 * d.between(4, 20), yearly: hundreds(d.between(60_000, 140_000)),
		})
	}
	if d.permille(600) {
		n.add(premises{
			id: id("S", n.townKey(t), "coop"), name: town.name + "供销社", tier: data.Station,
			operators: []data.Operator{data.Coop}, offers: []data.Offer{data.Retail, data.Supplies},
			status: lifeOf(d, 60, 40), town: t, place: ground.around(d, town.seat, 50, 900),
			yearly: hundreds(d.between(60_000, 150_000)),
		})
	}
	if d.permille(550) {
		offers := []data.Offer{data.Retail}
		if d.permille(400) {
			offers = []data.Offer{data.Dropoff, data.Retail}
		}
		n.add(premises{
			id: id("S", n.townKey(t), "ecommerce"), name: town.name + "电商服务站", tier: data.Station,
			operators: []data.Operator{data.Ecommerce}, offers: offers, status: lifeOf(d, 80, 60), town: t,
			place:    ground.around(d, town.seat, 50, 900),
			capacity: 100 * d.between(1, 5), yearly: hundreds(d.between(30_000, 80_000)),
		})
	}
}
