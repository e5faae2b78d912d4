// Package basemap brings tiles of a map that somebody else drew: from a service on the network, asked by this program so that its key stays here
// and pages load from nowhere else, or from a PMTiles file of this machine. Nothing is asked unless a Choice names a service, and then only its host.
//
// Tiles are those of Web Mercator, rows counted from the north. What comes from the network is bounded in time, size and kind, is asked for once by all
// who want it, and is kept in memory for a day. Who may choose and who may look is the business of package api.
package basemap

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Kind is where a basemap comes from.
type Kind string

// Kinds of basemaps.
const (
	None     Kind = "none"
	Tianditu Kind = "tianditu" // of the national platform, by its key
	XYZ      Kind = "xyz"      // any service of pictures by zoom, column and row
	File     Kind = "file"     // the PMTiles file that the program was started with
)

// Choice says which basemap is shown.
type Choice struct {
	Kind         Kind   `json:"kind" enum:"none,tianditu,xyz,file" doc:"none: own boundaries and roads alone; tianditu 天地图; xyz: a service of tiles; file: the PMTiles file of cuntong serve --basemap"`
	Layer        string `json:"layer,omitempty" enum:"vector,image" doc:"Of tianditu: vector 矢量 or image 影像, each with its names; absent: vector"`
	URL          string `json:"url,omitempty" maxLength:"1000" doc:"Of xyz: {z}, {x} and {y} (or {-y}: rows from the south; {TileMatrix}, {TileCol}, {TileRow} as WMTS has them), and {key} where the key goes"`
	Attribution  string `json:"attribution,omitempty" maxLength:"300" doc:"Who made the map, shown on it"`
	MaxZoom      int    `json:"max_zoom,omitempty" minimum:"0" maximum:"20" doc:"The last zoom that has tiles; beyond it they are enlarged; 0: 18"`
	Datum        string `json:"datum,omitempty" enum:"wgs84,cgcs2000,gcj02" doc:"Of the tiles of xyz; absent: wgs84"`
	Shift        bool   `json:"shift,omitempty" doc:"整体纠偏: tiles in gcj02 are moved as a whole so that they lie under the records; without it such tiles are refused"`
	ReviewNumber string `json:"review_number,omitempty" maxLength:"100" doc:"审图号 of the basemap, shown on it"`
	Private      bool   `json:"private,omitempty" doc:"The service of xyz may be at a private address, such as one of the office"`
}

const defaultMaxZoom = 18

// Zoom is the last zoom that has tiles.
func (c Choice) Zoom() int {
	if c.MaxZoom == 0 {
		return defaultMaxZoom
	}
	return c.MaxZoom
}

// Origin is whom a choice asks, scheme and host; empty: nobody.
func (c Choice) Origin() string {
	address := c.URL
	switch c.Kind {
	case Tianditu:
		address = tiandituURL
	case XYZ:
	default:
		return ""
	}
	at, err := url.Parse(holes.ReplaceAllString(address, "0"))
	if err != nil {
		return ""
	}
	return at.Scheme + "://" + at.Host
}

// Wrong is a choice that cannot be: which field, and what was expected.
type Wrong struct{ Field, Expected string }

// Error implements error.
func (w *Wrong) Error() string { return fmt.Sprintf("%s: expected %s", w.Field, w.Expected) }

var holes = regexp.MustCompile(`\{([^{}]*)\}`)

// other ways to write the numbers of a tile
var same = map[string]string{"TileMatrix": "z", "TileCol": "x", "TileRow": "y"}

// Check returns a *Wrong where a choice cannot be; hasKey says whether there is a key, hasFile whether there is a file.
func (c Choice) Check(hasKey, hasFile bool) error {
	switch c.Kind {
	case None:
		return nil
	case File:
		if !hasFile {
			return &Wrong{"kind", "another one: this program was started without a file; start it with: cuntong serve --basemap FILE.pmtiles"}
		}
		return nil
	case Tianditu:
		if !hasKey {
			return &Wrong{"key", "the key (tk) that www.tianditu.gov.cn gave you"}
		}
		return nil
	case XYZ:
		return c.checkURL(hasKey)
	}
	return &Wrong{"kind", "none, tianditu, xyz or file"}
}

func (c Choice) checkURL(hasKey bool) error {
	found := map[string]bool{}
	for _, hole := range holes.FindAllStringSubmatch(c.URL, -1) {
		name := hole[1]
		if plain, ok := same[name]; ok {
			name = plain
		}
		switch name {
		case "z", "x", "y", "-y", "key":
			found[name] = true
		default:
			return &Wrong{"url", fmt.Sprintf("no {%s}: {z}, {x}, {y} or {-y}, and {key} are filled in; choose one host in place of {s}", hole[1])}
		}
	}
	if !found["z"] || !found["x"] || found["y"] == found["-y"] {
		return &Wrong{"url", "{z}, {x} and {y} (or {-y}) in it"}
	}
	at, err := url.Parse(holes.ReplaceAllString(c.URL, "0"))
	if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Hostname() == "" || at.User != nil || at.Fragment != "" {
		return &Wrong{"url", "an address that begins with https:// or http:// and a host, without name and password"}
	}
	if rest, _ := strings.CutPrefix(c.URL, at.Scheme+"://"); holes.MatchString(strings.SplitN(rest, "/", 2)[0]) {
		return &Wrong{"url", "a host without { }: one host alone is asked"}
	}
	if found["key"] && !hasKey {
		return &Wrong{"key", "the key that {key} stands for; one that is kept goes to no other host than the one that it was given for"}
	}
	if strings.TrimSpace(c.Attribution) == "" {
		return &Wrong{"attribution", "who made the map: it is shown on it"}
	}
	if c.Datum == "gcj02" && !c.Shift {
		return &Wrong{"shift", "整体纠偏 ticked: tiles in GCJ-02 lie some 500 metres off the records, and villages would stand beside their houses"}
	}
	return nil
}

// Tile is a tile as it came.
type Tile struct {
	Body []byte
	Type string // media type
}

// ErrAbsent says that the basemap has no such tile: it ends there.
var ErrAbsent = errors.New("the basemap has no tile there")

// Failed says that the basemap could not be had, and why, without addresses and keys.
type Failed struct{ Why string }

// Error implements error.
func (f *Failed) Error() string { return "the basemap could not be had: " + f.Why }

// Source brings the tiles of one choice. Its methods may be called by many at once.
type Source interface {
	// Tile returns a tile of a part, of which there are Parts, drawn one over the other; ErrAbsent or *Failed otherwise.
	Tile(ctx context.Context, part, zoom, column, row int) (Tile, error)
	Parts() int
}
