package tile

import (
	"slices"

	"cuntong/api/layer"
)

// Attribute is something that features of a tile say, and the zoom from which they do.
type Attribute struct {
	layer.Field
	From uint32
}

// Zooms from which attributes are told: what a map colours by always, names where there is room for them, the rest where
// one looks at single features.
const (
	namesFrom = 9
	restFrom  = 12
)

// styled lists the attributes that maps colour, filter or size by.
func styled(kind layer.Kind) []string {
	switch kind {
	case layer.Areas:
		return []string{"tier", "kind", "population"}
	case layer.Settlements:
		return []string{"kind", "population"}
	case layer.Facilities:
		return []string{"tier", "status", "operators"}
	case layer.Roads:
		return []string{"class"}
	case layer.Routes:
		return []string{"date", "vehicle", "state", "plan_id"}
	case layer.Sites:
		return []string{"newly_covered", "newly_covered_people"}
	case layer.Assignments:
		return []string{"site", "distance_m"}
	case layer.Gaps:
		return []string{"class", "population"}
	}
	return nil
}

// Attributes lists what the features of a kind say in tiles, in the order of the kind's fields. Personal data never are in a tile, nor
// are the road's own number, which is the feature's id, and where a record came from.
func Attributes(kind layer.Kind) []Attribute {
	always := styled(kind)
	var list []Attribute
	for _, field := range layer.Fields(kind) {
		switch {
		case field.Personal || field.Name == "source" || field.Name == "way":
		case slices.Contains(always, field.Name):
			list = append(list, Attribute{field, 0})
		case field.Name == "name":
			list = append(list, Attribute{field, namesFrom})
		default:
			list = append(list, Attribute{field, restFrom})
		}
	}
	return list
}

// The names of what cells of points say: how many points they stand for, and of how many of them a sum does not know the part.
const (
	CountName     = "count"
	UnknownSuffix = "_unknown"
)
