package sample

import "cuntong/data"

// model is a preset vehicle (domain figures, to be verified); zero means unknown.
type model struct {
	key, name, kind                string
	kg, parcels, speed, reach      float64
	yuanPerKm, yuanPerHour, perDay float64
}

func models() []model {
	return []model{
		{"trike", "电动三轮车", "e-trike", 180, 100, 20, 60, 0.1, 22, 15},
		{"van", "微型面包车", "van", 600, 350, 0, 300, 0.83, 28, 60},
		{"truck", "4.2 米厢式货车", "truck", 1800, 1500, 0, 400, 1.6, 32, 160},
		{"bus", "客货邮班车货舱", "bus", 0, 300, 0, 0, 0, 0, 40},
		{"unmanned", "无人配送车", "unmanned", 800, 600, 40, 180, 0.25, 0, 110},
		{"motorcycle", "摩托车", "motorcycle", 60, 40, 0, 150, 0.25, 22, 8},
	}
}

// addVehicles stations vehicles at the centres and at the post offices and express outlets of the towns.
func (n *roster) addVehicles(d dice) {
	fleet := map[string]model{} // looked up, never ranged over
	for _, m := range models() {
		fleet[m.key] = m
	}
	for _, f := range n.facilities {
		if f.Status != data.Active || f.Tier == data.ServicePoint {
			continue
		}
		first := data.Operator("")
		if len(f.Operators) > 0 {
			first = f.Operators[0]
		}
		switch {
		case f.Tier == data.Hub && len(f.Operators) > 1:
			n.park(f.ID, fleet["truck"], d.between(3, 6))
			n.park(f.ID, fleet["van"], d.between(8, 16))
			n.park(f.ID, fleet["bus"], d.between(2, 6))
			n.park(f.ID, fleet["unmanned"], d.between(1, 4))
		case f.Tier == data.Hub && first == data.Postal:
			n.park(f.ID, fleet["truck"], d.between(1, 3))
			n.park(f.ID, fleet["van"], d.between(4, 9))
		case f.Tier == data.Hub && first == data.Coop:
			n.park(f.ID, fleet["truck"], d.between(1, 3))
		case f.Tier == data.Station && f.UniversalService:
			n.park(f.ID, fleet["trike"], d.between(2, 5))
			if d.permille(300) {
				n.park(f.ID, fleet["motorcycle"], d.between(1, 2))
			}
		case f.Tier == data.Station && first == data.Express:
			n.park(f.ID, fleet["trike"], d.between(1, 4))
			if d.permille(400) {
				n.park(f.ID, fleet["van"], 1)
			}
		}
	}
}

func (n *roster) park(facility string, m model, count int64) {
	known := func(x float64) *float64 {
		if x == 0 {
			return nil
		}
		return &x
	}
	hour := number(m.yuanPerHour) // nobody drives an unmanned van or pays the bus driver: known to be nothing
	n.vehicles = append(n.vehicles, data.Vehicle{
		ID: facility + "-" + m.key, Name: m.name, Kind: m.kind, Facility: facility, Count: count,
		CapacityKg: known(m.kg), CapacityParcels: known(m.parcels), SpeedKmh: known(m.speed), RangeKm: known(m.reach),
		YuanPerKm: number(m.yuanPerKm), YuanPerHour: hour, YuanPerDay: number(m.perDay), Provenance: made(),
	})
}
