package data

import "fmt"

// VisitRules say on how many days of a week a service point is called at; without them every point is on every day.
type VisitRules struct {
	Bands []VisitBand      `json:"bands,omitempty" doc:"By parcels of a day, lowest first; a point takes the first band that it is below, or every day"`
	At    map[string]int64 `json:"at,omitempty" doc:"Days a week by ID of the service point, before any band"`
}

// VisitBand gives points with few parcels fewer calls.
type VisitBand struct {
	BelowParcels float64 `json:"below_parcels" doc:"Down and up together, mean of a day"`
	DaysPerWeek  int64   `json:"days_per_week" doc:"1, 2, 3, 5, 6 or 7"`
}

// DaysPerWeek is how often a point with this many parcels a day is called at.
func (v *VisitRules) DaysPerWeek(point string, parcels float64) int64 {
	if v == nil {
		return 7
	}
	if days, ok := v.At[point]; ok {
		return days
	}
	for _, band := range v.Bands {
		if parcels < band.BelowParcels {
			return band.DaysPerWeek
		}
	}
	return 7
}

// VisitPatterns returns the sets of weekdays, Sunday being 0, among which points with so many days a week are shared out; none where
// a week cannot be spread so.
func VisitPatterns(daysPerWeek int64) [][]int {
	switch daysPerWeek {
	case 1:
		return [][]int{{1}, {2}, {3}, {4}, {5}, {6}}
	case 2:
		return [][]int{{1, 4}, {2, 5}, {3, 6}}
	case 3:
		return [][]int{{1, 3, 5}, {2, 4, 6}}
	case 5:
		return [][]int{{1, 2, 3, 4, 5}}
	case 6:
		return [][]int{{1, 2, 3, 4, 5, 6}}
	case 7:
		return [][]int{{0, 1, 2, 3, 4, 5, 6}}
	}
	return nil
}

func (v *VisitRules) check() error {
	if v == nil {
		return nil
	}
	below := 0.0
	for n, band := range v.Bands {
		switch {
		case !(band.BelowParcels > below && band.BelowParcels <= 1e6):
			return fmt.Errorf("visits.bands[%d].below_parcels is %v, expected more than %v", n, band.BelowParcels, below)
		case VisitPatterns(band.DaysPerWeek) == nil:
			return fmt.Errorf("visits.bands[%d].days_per_week is %d, expected 1, 2, 3, 5, 6 or 7", n, band.DaysPerWeek)
		}
		below = band.BelowParcels
	}
	for point, days := range v.At {
		if VisitPatterns(days) == nil {
			return fmt.Errorf("visits.at.%s is %d, expected 1, 2, 3, 5, 6 or 7 days a week", point, days)
		}
	}
	return nil
}
