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
	collection := newCollection(w)
	if err := collection.write(areas); err != nil {
		return err
	}
	return collection.end()
}

// collection writes the features of one file.
type collection struct {
	w         io.Writer
	separator string
	err       error // of the opening
}

func newCollection(w io.Writer) *collection {
	_, err := io.WriteString(w, `{"type":"FeatureCollection","features":[`)
	return &collection{w, "\n", err}
}

func (c *collection) write(areas []data.Area) error {
	if c.err != nil {
		return c.err
	}
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
		if _, err := c.w.Write(append([]byte(c.separator), line...)); err != nil {
			return err
		}
		c.separator = ",\n"
	}
	return nil
}

func (c *collection) end() error {
	_, err := io.WriteString(c.w, "\n]}\n")
	return err
}
