package export

import (
	"encoding/json"
	"fmt"
	"io"

	"cuntong/data"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
)

// RoadsFile is the native file of a road network.
const RoadsFile = "roads.geojson"

// roadFeature is a way in the columns of the rural-road database, which data/ingest reads back.
type roadFeature struct {
	Type       string         `json:"type"`
	Properties roadProperties `json:"properties"`
	Geometry   lineGeometry   `json:"geometry"`
}

type lineGeometry struct {
	Type        string         `json:"type"`
	Coordinates orb.LineString `json:"coordinates"`
}

type roadProperties struct {
	Code     string  `json:"路线编码,omitempty"`
	Name     string  `json:"路线名称"`
	Surface  string  `json:"面层类型,omitempty"`
	Width    float32 `json:"路面宽度,omitempty"`
	Bays     string  `json:"错车道是否齐全,omitempty"`
	DeadEnd  string  `json:"断头路,omitempty"`
	MaxWidth float32 `json:"限宽,omitempty"`
	MaxHigh  float32 `json:"限高,omitempty"`
	MaxTons  float32 `json:"限重,omitempty"`
	MaxKmh   float32 `json:"限速,omitempty"`
	OneWay   string  `json:"单行,omitempty"`
	Ferry    string  `json:"渡口,omitempty"`
	Waiting  float64 `json:"候船时间,omitempty"` // minutes
	Crossing float64 `json:"航行时间,omitempty"`
	Closures string  `json:"封闭日期,omitempty"`
}

// WriteRoads writes a stored network as GeoJSON lines, one way a line, in the columns of the rural-road database.
// Ways come in the order of the network; what bars single vehicles, and classes without a route letter (motorways,
// tracks, footpaths), have no column there and are refused.
func WriteRoads(w io.Writer, stored data.Network) error {
	roads, err := network.Decode(stored.Content)
	if err != nil {
		return fmt.Errorf("road network %s: %w", stored.ID, err)
	}
	if _, err := io.WriteString(w, `{"type":"FeatureCollection","features":[`); err != nil {
		return err
	}
	separator := "\n"
	for stretch := int32(0); stretch < int32(roads.Stretches()); stretch++ {
		if !roads.OfWay(stretch) {
			continue // boarding a ferry
		}
		line := roads.AppendLine(nil, stretch)
		for stretch+1 < int32(roads.Stretches()) && roads.OfWay(stretch+1) && roads.WayID(stretch+1) == roads.WayID(stretch) {
			stretch++
			line = append(line, roads.AppendLine(nil, stretch)[1:]...)
		}
		properties, err := roadColumns(roads.Name(stretch), roads.Traits(stretch))
		if err != nil {
			return fmt.Errorf("way %d: %w", roads.WayID(stretch), err)
		}
		text, err := json.Marshal(roadFeature{"Feature", properties, lineGeometry{"LineString", line}})
		if err != nil {
			return err
		}
		if _, err := w.Write(append([]byte(separator), text...)); err != nil {
			return err
		}
		separator = ",\n"
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

func roadColumns(name string, t network.Traits) (roadProperties, error) {
	letters := map[network.Class]string{network.National: "G", network.Provincial: "S", network.County: "X", network.Township: "Y", network.Village: "C",
		network.Special: "Z", network.Street: "D", network.Inside: "W"}
	p := roadProperties{Name: name, Width: t.WidthMeters, MaxWidth: t.WidthLimitMeters, MaxHigh: t.HeightLimitMeters, MaxTons: t.WeightLimitTonnes, Closures: string(t.Closures)}
	if t.Class == network.FerryLine {
		p.Ferry, p.Waiting, p.Crossing = "是", float64(t.WaitingSeconds)/60, float64(t.CrossingSeconds)/60
		return p, nil
	}
	if p.Code = letters[t.Class]; p.Code == "" || t.Barred != 0 {
		return p, fmt.Errorf("class %s or a bar for single vehicles has no column in the rural-road database", t.Class)
	}
	p.MaxKmh = t.MaxSpeedKmh
	p.Surface = map[network.Surface]string{network.Paved: "12", network.Simple: "21", network.Unpaved: "31"}[t.Surface]
	p.OneWay = map[network.Direction]string{network.Along: "正向", network.Against: "反向"}[t.Direction]
	if p.Bays = "是"; t.NoPassingBay {
		p.Bays = "否"
	}
	if t.DeadEnd {
		p.DeadEnd = "是"
	}
	return p, nil
}
