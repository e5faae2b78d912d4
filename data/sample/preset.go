package sample

// plainCustom is how people live and are served in the delta plain.
func plainCustom(villageHectares int64) custom {
	return custom{
		villageHectares: villageHectares, stationsLow: 130, stationsHigh: 420,
		parcelsIn: [2]int64{120, 200}, townsLook: 8, brandsLow: 3, brandsUp: 6,
	}
}

type recipe struct{ name string }

func presets() []recipe { return nil }

func (p recipe) region(seed int64) (*region, error) { return nil, nil }
