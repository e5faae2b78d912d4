package api

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/postgis"
	"cuntong/data/postgis/pgtest"
	"cuntong/geo/network"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
)

// The region: 600,000 villages, 40,000 towns with outlines, 200,000 roads, over about 400 tiles of zoom 9.
const (
	regionTowns    = 200 // along each side
	regionCounties = 50
	regionCities   = 10
	villagesOfTown = 15
	roadsOfTown    = 5
	regionWest     = 104.0
	regionSouth    = 30.0
	townWide       = 14.0 / regionTowns
	townHigh       = 11.0 / regionTowns
)

// corner is a corner of the lattice of towns, moved a little.
func corner(x, y int) orb.Point {
	r := rand.New(rand.NewPCG(uint64(x), uint64(y)))
	return orb.Point{regionWest + (float64(x)+0.3*(r.Float64()-0.5))*townWide, regionSouth + (float64(y)+0.3*(r.Float64()-0.5))*townHigh}
}

// border is the line between two corners, the same from either side.
func border(a, b [2]int) []orb.Point {
	p, q := corner(a[0], a[1]), corner(b[0], b[1])
	r := rand.New(rand.NewPCG(uint64(a[0])<<32|uint64(a[1]), uint64(b[0])<<32|uint64(b[1])))
	line := []orb.Point{p}
	for k := 1; k < 7; k++ {
		share := float64(k) / 7
		line = append(line, orb.Point{p[0] + (q[0]-p[0])*share + (r.Float64()-0.5)*townWide/12, p[1] + (q[1]-p[1])*share + (r.Float64()-0.5)*townHigh/12})
	}
	return append(line, q)
}

// blockOutline walks round a block of towns.
func blockOutline(x, y, size int) orb.MultiPolygon {
	var ring orb.Ring
	add := func(line []orb.Point, backwards bool) {
		if backwards {
			slices.Reverse(line)
		}
		ring = append(ring, line[:len(line)-1]...)
	}
	for k := range size {
		add(border([2]int{x + k, y}, [2]int{x + k + 1, y}), false)
	}
	for k := range size {
		add(border([2]int{x + size, y + k}, [2]int{x + size, y + k + 1}), false)
	}
	for k := size - 1; k >= 0; k-- {
		add(border([2]int{x + k, y + size}, [2]int{x + k + 1, y + size}), true)
	}
	for k := size - 1; k >= 0; k-- {
		add(border([2]int{x, y + k}, [2]int{x, y + k + 1}), true)
	}
	return orb.MultiPolygon{{append(ring, ring[0])}}
}

// regionBatches yields the areas, then the villages, 100,000 at a time.
func regionBatches(yield func(data.Batch) bool) {
	var areas []data.Area
	areas = append(areas, data.Area{Code: "910000", Name: "省", Tier: data.TierProvince, Kind: data.KindProvince})
	city := func(x, y int) string {
		return fmt.Sprintf("94%02d00", (y/(regionTowns/regionCities))*regionCities+x/(regionTowns/regionCities))
	}
	for y := 0; y < regionTowns; y += regionTowns / regionCities {
		for x := 0; x < regionTowns; x += regionTowns / regionCities {
			areas = append(areas, data.Area{Code: city(x, y), Name: "市" + city(x, y), Tier: data.TierCity, Kind: data.KindCity, Parent: "910000", Outline: blockOutline(x, y, regionTowns/regionCities)})
		}
	}
	county := func(x, y int) string {
		step := regionTowns / regionCounties
		return fmt.Sprintf("92%04d", (y/step)*regionCounties+x/step)
	}
	for y := 0; y < regionTowns; y += regionTowns / regionCounties {
		for x := 0; x < regionTowns; x += regionTowns / regionCounties {
			areas = append(areas, data.Area{Code: county(x, y), Name: "县" + county(x, y), Tier: data.TierCounty, Kind: data.KindCounty, Parent: city(x, y), Outline: blockOutline(x, y, regionTowns/regionCounties)})
		}
	}
	town := func(x, y int) string { return fmt.Sprintf("93%07d000", y*regionTowns+x) }
	for y := range regionTowns {
		for x := range regionTowns {
			people := int64(20_000 + (x*7919+y*104729)%30_000)
			areas = append(areas, data.Area{Code: town(x, y), Name: fmt.Sprintf("镇%d", y*regionTowns+x), Tier: data.TierTown, Kind: data.KindTown, Parent: county(x, y), Population: &people, Outline: blockOutline(x, y, 1)})
		}
	}
	if !yield(data.Batch{Areas: areas}) {
		return
	}
	r := rand.New(rand.NewPCG(1, 8))
	var villages []data.Settlement
	for y := range regionTowns {
		for x := range regionTowns {
			for k := range villagesOfTown {
				people, parcels := 200+r.Int64N(3000), float64(r.IntN(400))/10
				villages = append(villages, data.Settlement{Code: fmt.Sprintf("93%07d%03d", y*regionTowns+x, 200+k), Name: fmt.Sprintf("第%d村", r.IntN(100_000)), Kind: data.KindVillage, Town: town(x, y),
					Location:   &orb.Point{regionWest + (float64(x)+r.Float64())*townWide, regionSouth + (float64(y)+r.Float64())*townHigh},
					Population: &people, ParcelsInDay: &parcels, Provenance: data.Provenance{Source: "bench", Synthetic: true}})
			}
		}
		if len(villages) >= 100_000 || y == regionTowns-1 {
			if !yield(data.Batch{Settlements: villages}) {
				return
			}
			villages = nil
		}
	}
}

// regionRoads draws the roads: most are village and township roads.
func regionRoads(b *testing.B) *network.Network {
	b.Helper()
	builder := network.NewBuilder()
	r := rand.New(rand.NewPCG(1, 9))
	classes := []network.Class{network.Village, network.Village, network.Village, network.Township, network.Township, network.County, network.Village, network.Village, network.Village, network.Township}
	node := int64(0)
	for way := range int64(regionTowns * regionTowns * roadsOfTown) {
		town := int(way) / roadsOfTown
		p := orb.Point{regionWest + (float64(town%regionTowns)+r.Float64())*townWide, regionSouth + (float64(town/regionTowns)+r.Float64())*townHigh}
		w := network.Way{ID: way + 1, Name: "路" + strconv.FormatInt(way%5000, 10), Traits: network.Traits{Class: classes[way%10]}}
		if way%50 == 0 {
			w.Class = network.Provincial
		}
		angle := r.Float64() * 2 * math.Pi
		for range 8 {
			node++
			if err := builder.AddNode(node, p); err != nil {
				b.Fatal(err)
			}
			w.Nodes = append(w.Nodes, node)
			angle += (r.Float64() - 0.5)
			p = orb.Point{p[0] + math.Cos(angle)*townWide/12, p[1] + math.Sin(angle)*townHigh/12}
		}
		if err := builder.AddWay(w); err != nil {
			b.Fatal(err)
		}
	}
	n, err := builder.Finish()
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// TestMain stops the database server that a benchmark started.
func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// region is the data in one kind of store.
type region struct {
	name  string
	store data.Store
	pool  *pgxpool.Pool // of PostGIS, for its processes and for the peer
}

func openRegion(b *testing.B, kind string) *region {
	b.Helper()
	r := &region{name: kind}
	if kind == "postgis" {
		address := pgtest.Start(b)
		store, err := postgis.Open(b.Context(), address, postgis.Options{Create: true})
		if err != nil {
			b.Fatal(err)
		}
		r.store = store
		if r.pool, err = pgxpool.New(b.Context(), address); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(r.pool.Close)
	} else {
		store, err := gpkg.Open(b.Context(), filepath.Join(b.TempDir(), "region.gpkg"), gpkg.Options{Create: true})
		if err != nil {
			b.Fatal(err)
		}
		r.store = store
	}
	b.Cleanup(func() { _ = r.store.Close() })
	for batch := range regionBatches {
		if _, err := r.store.Load(b.Context(), batch, data.ChangeNote{Action: "load"}); err != nil {
			b.Fatal(err)
		}
	}
	n := regionRoads(b)
	var content bytes.Buffer
	if err := n.Encode(&content); err != nil {
		b.Fatal(err)
	}
	if _, err := r.store.SaveNetwork(b.Context(), data.Network{ID: data.DefaultNetwork, Name: "bench", Fingerprint: n.Fingerprint(), Content: content.Bytes(), CreatedAt: noon()}, data.ChangeNote{}); err != nil {
		b.Fatal(err)
	}
	return r
}
