package pmtiles

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

type spot struct{ zoom, x, y int }

// archive writes tiles by the specification, knowing nothing of the reader but numberOf, whose own test stands below. Root entries lead to
// leaves of so many entries; 0: all stand in the root.
func archive(tiles map[spot]string, leafSize int, packed bool, kind Type, metadata string) []byte {
	type line struct {
		number, offset, length, run uint64
	}
	var spots []spot
	for s := range tiles {
		spots = append(spots, s)
	}
	number := func(s spot) uint64 { return numberOf(s.zoom, uint64(s.x), uint64(s.y)) }
	slices.SortFunc(spots, func(a, b spot) int { return int(int64(number(a)) - int64(number(b))) })
	pack := func(b []byte) []byte {
		if !packed {
			return b
		}
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, _ = w.Write(b)
		_ = w.Close()
		return out.Bytes()
	}
	var data []byte
	var lines []line
	minZoom, maxZoom := 99, 0
	for _, s := range spots {
		body := pack([]byte(tiles[s]))
		if n := len(lines); n > 0 && lines[n-1].number+lines[n-1].run == number(s) && bytes.Equal(data[lines[n-1].offset:], body) {
			lines[n-1].run++ // the same content in a row is written once
		} else {
			lines = append(lines, line{number(s), uint64(len(data)), uint64(len(body)), 1})
			data = append(data, body...)
		}
		minZoom, maxZoom = min(minZoom, s.zoom), max(maxZoom, s.zoom)
	}
	directory := func(lines []line) []byte {
		b := binary.AppendUvarint(nil, uint64(len(lines)))
		last := uint64(0)
		for _, l := range lines {
			b, last = binary.AppendUvarint(b, l.number-last), l.number
		}
		for _, l := range lines {
			b = binary.AppendUvarint(b, l.run)
		}
		for _, l := range lines {
			b = binary.AppendUvarint(b, l.length)
		}
		for i, l := range lines {
			if i > 0 && l.offset == lines[i-1].offset+lines[i-1].length {
				b = binary.AppendUvarint(b, 0)
			} else {
				b = binary.AppendUvarint(b, l.offset+1)
			}
		}
		return pack(b)
	}
	var leaves []byte
	if leafSize > 0 {
		var root []line
		for part := range slices.Chunk(lines, leafSize) {
			leaf := directory(part)
			root = append(root, line{part[0].number, uint64(len(leaves)), uint64(len(leaf)), 0})
			leaves = append(leaves, leaf...)
		}
		lines = root
	}
	root, meta := directory(lines), pack([]byte(metadata))
	head := make([]byte, headerBytes)
	copy(head, "PMTiles\x03")
	at := uint64(headerBytes)
	for i, part := range [][]byte{root, meta, leaves, data} {
		binary.LittleEndian.PutUint64(head[8+16*i:], at)
		binary.LittleEndian.PutUint64(head[16+16*i:], uint64(len(part)))
		at += uint64(len(part))
	}
	compression := byte(compressionNone)
	if packed {
		compression = compressionGzip
	}
	head[97], head[98], head[99], head[100], head[101] = compression, compression, byte(kind), byte(minZoom), byte(maxZoom)
	for i, degrees := range []float64{118.1, 37.2, 119.3, 38.2} {
		binary.LittleEndian.PutUint32(head[102+4*i:], uint32(int32(degrees*1e7)))
	}
	return slices.Concat(head, root, meta, leaves, data)
}

func open(t *testing.T, file []byte) *Archive {
	t.Helper()
	a, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The numbers that the specification itself gives, and that the curve goes from neighbour to neighbour through every tile.
func TestNumbersAreThoseOfTheSpecification(t *testing.T) {
	for s, want := range map[spot]uint64{{0, 0, 0}: 0, {1, 0, 0}: 1, {1, 0, 1}: 2, {1, 1, 1}: 3, {1, 1, 0}: 4, {2, 0, 0}: 5, {12, 3423, 1763}: 19078479} {
		if got := numberOf(s.zoom, uint64(s.x), uint64(s.y)); got != want {
			t.Errorf("%v is number %d, want %d", s, got, want)
		}
	}
	for zoom := range 7 {
		side := 1 << zoom
		places := make([]spot, side*side)
		first := (uint64(1)<<(2*zoom) - 1) / 3
		for x := range side {
			for y := range side {
				places[numberOf(zoom, uint64(x), uint64(y))-first] = spot{1, x, y}
			}
		}
		for i, p := range places {
			if p.zoom == 0 {
				t.Fatalf("zoom %d: nothing has number %d", zoom, i)
			}
			if i > 0 {
				before := places[i-1]
				if away := (p.x-before.x)*(p.x-before.x) + (p.y-before.y)*(p.y-before.y); away != 1 {
					t.Fatalf("zoom %d: %v does not follow %v", zoom, p, before)
				}
			}
		}
	}
}

func TestEveryTileIsFoundAndNoOther(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	tiles := map[spot]string{}
	for range 900 {
		zoom := random.IntN(7)
		s := spot{zoom, random.IntN(1 << zoom), random.IntN(1 << zoom)}
		tiles[s] = fmt.Sprint(s)
		if random.IntN(3) == 0 {
			tiles[s] = "sea" // the same content many times, in runs too
		}
	}
	for _, leafSize := range []int{0, 7, 100} {
		for _, packed := range []bool{false, true} {
			a := open(t, archive(tiles, leafSize, packed, PNG, `{}`))
			for zoom := range 7 {
				for x := range 1 << zoom {
					for y := range 1 << zoom {
						got, err := a.Tile(zoom, x, y)
						if want := tiles[spot{zoom, x, y}]; err != nil || string(got) != want || (got == nil) != (want == "") {
							t.Fatalf("leaves of %d, packed %v: %d/%d/%d is %q, %v; want %q", leafSize, packed, zoom, x, y, got, err, want)
						}
					}
				}
			}
			for _, s := range []spot{{-1, 0, 0}, {7, 0, 0}, {40, 0, 0}, {3, 8, 0}, {3, 0, -1}} {
				if got, err := a.Tile(s.zoom, s.x, s.y); got != nil || err != nil {
					t.Errorf("%v is %q, %v; want nothing", s, got, err)
				}
			}
		}
	}
}

func TestAnArchiveSaysWhatItIs(t *testing.T) {
	a := open(t, archive(map[spot]string{{3, 1, 1}: "x", {5, 1, 1}: "y"}, 0, true, MVT, `{"attribution":"© <a href=\"https://example.org\">某地图</a>","vector_layers":[{"id":"water"},{"id":"roads"}]}`))
	if a.Type != MVT || a.MinZoom != 3 || a.MaxZoom != 5 || a.Attribution != "© 某地图" || !slices.Equal(a.Layers, []string{"water", "roads"}) {
		t.Errorf("read as %+v", a)
	}
	if want := [4]float64{118.1, 37.2, 119.3, 38.2}; a.Bounds != want {
		t.Errorf("bounds %v, want %v", a.Bounds, want)
	}
}

// Whatever is wrong with a file, reading it ends with an error or with nothing, and soon.
func TestBrokenFilesAreRefused(t *testing.T) {
	tiles := map[spot]string{}
	for x := range 32 {
		tiles[spot{5, x, 3}] = fmt.Sprint(x)
	}
	for _, packed := range []bool{false, true} {
		good := archive(tiles, 5, packed, PNG, `{}`)
		for _, length := range []int{0, 7, 60, headerBytes, headerBytes + 5} {
			if _, err := Open(bytes.NewReader(good[:length]), int64(length)); err == nil {
				t.Errorf("the first %d bytes are taken for a whole archive", length)
			}
		}
		random := rand.New(rand.NewPCG(1, 2))
		for range 4_000 {
			bad := slices.Clone(good)
			for range 1 + random.IntN(3) {
				bad[7+random.IntN(len(bad)-7)] = byte(random.UintN(256))
			}
			a, err := Open(bytes.NewReader(bad), int64(len(bad)))
			if err != nil {
				continue
			}
			for x := range 32 {
				if got, err := a.Tile(5, x, 3); err == nil && len(got) > mostTile {
					t.Fatalf("%d bytes of a tile", len(got))
				}
			}
		}
	}
	loop := archive(tiles, 5, false, PNG, `{}`)
	binary.LittleEndian.PutUint64(loop[40:], binary.LittleEndian.Uint64(loop[8:])) // leaves begin where the root does: it leads to itself
	binary.LittleEndian.PutUint64(loop[48:], uint64(len(loop)-headerBytes))
	a, err := Open(bytes.NewReader(loop), int64(len(loop)))
	if err == nil {
		_, err = a.Tile(5, 0, 3)
	}
	if !errors.Is(err, ErrFormat) {
		t.Errorf("directories in a circle: %v", err)
	}
}
