package export

import (
	"encoding/json"
	"io"

	"cuntong/data"

	"github.com/paulmach/orb"
)

type areaFeature struct {
	Type       string         `json:"type"`
	Properties areaProperties `json:"properties"`
	Geometry   *multiPolygon  `json:"geometry"`
}

type areaProperties struct {
	Code       string        `json:"code"`
	Name       string        `json:"name"`
	Tier       data.AreaTier `json:"tier"`
	Kind       data.AreaKind `json:"kind"`
	Parent     string        `json:"parent"`
	Population *int64        `json:"population"`
	SeatLon    *float64      `json:"seat_lon"`
	SeatLat    *float64      `json:"seat_lat"`
	Source     string        `json:"source"`
	Synthetic  bool          `json:"synthetic"`
}

type multiPolygon struct {
	Type        string           `json:"type"`
	Coordinates orb.MultiPolygon `json:"coordinates"`
}

// WriteAreas writes a GeoJSON FeatureCollection, one feature a line; an area without an outline has the
// geometry null.
func WriteAreas(w io.Writer, areas []data.Area) error {
	if _, err := io.WriteString(w, `{"type":"FeatureCollection","features":[`); err != nil {
		return err
	}
	separator := "\n"
	for _, a := range areas {
		feature := areaFeature{"Feature", areaProperties{
			Code: a.Code, Name: a.Name, Tier: a.Tier, Kind: a.Kind, Parent: a.Parent, Population: a.Population,
			Source: a.Provenance.Source, Synthetic: a.Provenance.Synthetic,
		}, nil}
		if a.Seat != nil {
			feature.Properties.SeatLon, feature.Properties.SeatLat = &a.Seat[0], &a.Seat[1]
		}
		if len(a.Outline) > 0 {
			feature.Geometry = &multiPolygon{"MultiPolygon", a.Outline}
		}
		line, err := json.Marshal(feature)
		if err != nil {
			return err
		}
		if _, err := w.Write(append([]byte(separator), line...)); err != nil {
			return err
		}
		separator = ",\n"
	}
	_, err := io.WriteString(w, "\n]}\n")
	return err
}
