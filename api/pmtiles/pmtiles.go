// Package pmtiles reads map tiles from a PMTiles archive of version 3: one file with all tiles of a map, found by directories inside it.
//
// Source: Protomaps, PMTiles Version 3 Specification (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md). Tiles are numbered along a
// Hilbert curve, zoom after zoom. Archives and directories are compressed by gzip or not at all; brotli and zstd are refused with a sentence. The file
// is data that somebody else made: every length and offset is checked before anything is read, and what is read is bounded. Archives are
// read only, here and by many goroutines at once; writing them is left to others.
package pmtiles

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sync"
)

// Type is what the tiles of an archive are.
type Type byte

// Types of tiles by the specification.
const (
	Unknown Type = iota
	MVT
	PNG
	JPEG
	WebP
	AVIF
)

// MediaType is the media type of tiles of a type; empty for what a map cannot draw.
func (t Type) MediaType() string {
	return map[Type]string{MVT: "application/vnd.mapbox-vector-tile", PNG: "image/png", JPEG: "image/jpeg", WebP: "image/webp", AVIF: "image/avif"}[t]
}

// ErrFormat says that a file is no archive that this package reads; its text is for people.
var ErrFormat = errors.New("not a PMTiles archive of version 3")

// Limits that no honest archive comes near; they come before allocation.
const (
	headerBytes     = 127
	mostDirectory   = 16 << 20 // bytes of a directory as it is read
	mostMetadata    = 4 << 20
	mostTile        = 4 << 20
	mostDepth       = 4   // directories from the root to a tile
	leavesKept      = 128 // directories kept in memory
	mostZoom        = 26  // so that numbers of tiles fit 64 bits with room
	bytesOfAnyEntry = 4   // at least: one for each of its four numbers
)

const (
	compressionNone = 1
	compressionGzip = 2
)

// Archive is an open archive.
type Archive struct {
	// Type says what the tiles are.
	Type Type
	// MinZoom and MaxZoom bound the zooms that have tiles, both included.
	MinZoom, MaxZoom int
	// Bounds are west, south, east and north in degrees.
	Bounds [4]float64
	// Attribution says who made the map, as plain text; empty where the archive does not say.
	Attribution string
	// Layers names the layers of vector tiles in the order of the archive; nil where it does not say.
	Layers []string

	file             io.ReaderAt
	size             int64
	root             []entry
	leavesAt, dataAt int64
	leavesLength     int64
	dataLength       int64
	directories      byte // compression
	tiles            byte // compression
	mu               sync.Mutex
	leaves           map[int64][]entry // by offset; emptied when it is full
}

// entry is a line of a directory: a run of tiles with one content, or a further directory.
type entry struct {
	tile, offset uint64
	length, run  uint32 // run 0: a directory
}

// Open reads the head of an archive of so many bytes. The file stays the caller's to close.
func Open(file io.ReaderAt, size int64) (*Archive, error) {
	head := make([]byte, headerBytes)
	if _, err := file.ReadAt(head, 0); err != nil || string(head[:7]) != "PMTiles" {
		return nil, fmt.Errorf("%w: the file does not begin as one", ErrFormat)
	}
	if head[7] != 3 {
		return nil, fmt.Errorf("%w: it is of version %d", ErrFormat, head[7])
	}
	at := func(offset int) int64 { return int64(binary.LittleEndian.Uint64(head[offset:])) }
	degrees := func(offset int) float64 { return float64(int32(binary.LittleEndian.Uint32(head[offset:]))) / 1e7 }
	a := &Archive{
		Type: Type(head[99]), MinZoom: int(head[100]), MaxZoom: int(head[101]), Bounds: [4]float64{degrees(102), degrees(106), degrees(110), degrees(114)},
		file: file, size: size, leavesAt: at(40), leavesLength: at(48), dataAt: at(56), dataLength: at(64), directories: head[97], tiles: head[98], leaves: map[int64][]entry{},
	}
	if a.Type.MediaType() == "" || a.MaxZoom > mostZoom || a.MinZoom > a.MaxZoom {
		return nil, fmt.Errorf("%w: tiles of type %d at zooms %d to %d", ErrFormat, a.Type, a.MinZoom, a.MaxZoom)
	}
	if a.tiles == 0 { // not said, as of pictures
		a.tiles = compressionNone
	}
	for _, compression := range []byte{a.directories, a.tiles} {
		if compression != compressionNone && compression != compressionGzip {
			return nil, fmt.Errorf("%w: compression %d; expected none or gzip: write it anew with: pmtiles convert", ErrFormat, compression)
		}
	}
	for _, part := range [][2]int64{{a.leavesAt, a.leavesLength}, {a.dataAt, a.dataLength}} {
		if part[0] < 0 || part[1] < 0 || part[0] > size || part[1] > size-part[0] {
			return nil, fmt.Errorf("%w: a part ends behind the file, which has %d bytes", ErrFormat, size)
		}
	}
	var err error
	if a.root, err = a.directory(at(8), at(16)); err != nil {
		return nil, err
	}
	return a, a.describe(at(24), at(32))
}

// read returns bytes of the file.
func (a *Archive) read(offset, length int64, most int64) ([]byte, error) {
	if offset < 0 || length < 0 || length > most || offset > a.size || length > a.size-offset {
		return nil, fmt.Errorf("%w: %d bytes at %d of a file of %d", ErrFormat, length, offset, a.size)
	}
	body := make([]byte, length)
	if _, err := a.file.ReadAt(body, offset); err != nil {
		return nil, fmt.Errorf("read a PMTiles archive: %w", err)
	}
	return body, nil
}

// unpacked undoes the compression of bytes, up to so many of them.
func unpacked(body []byte, compression byte, most int64) ([]byte, error) {
	if compression == compressionNone {
		return body, nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	plain, err := io.ReadAll(io.LimitReader(reader, most+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if int64(len(plain)) > most {
		return nil, fmt.Errorf("%w: more than %d bytes behind a compression", ErrFormat, most)
	}
	return plain, nil
}

// directory reads a directory of the file.
func (a *Archive) directory(offset, length int64) ([]entry, error) {
	packed, err := a.read(offset, length, mostDirectory)
	if err != nil {
		return nil, err
	}
	plain, err := unpacked(packed, a.directories, mostDirectory)
	if err != nil {
		return nil, err
	}
	return parse(plain)
}

// parse reads the columns of a directory one after the other: differences of numbers, runs, lengths, offsets.
func parse(plain []byte) ([]entry, error) {
	bad := false
	next := func() uint64 {
		n, read := binary.Uvarint(plain)
		if read <= 0 {
			bad = true
			return 0
		}
		plain = plain[read:]
		return n
	}
	count := next()
	if bad || count > uint64(len(plain))/bytesOfAnyEntry {
		return nil, fmt.Errorf("%w: a directory says that it has %d entries", ErrFormat, count)
	}
	list := make([]entry, count)
	tile := uint64(0)
	for i := range list {
		step := next()
		if i > 0 && step == 0 || tile+step < tile {
			return nil, fmt.Errorf("%w: a directory is out of order", ErrFormat)
		}
		tile += step
		list[i].tile = tile
	}
	for i := range list {
		list[i].run = uint32(next())
	}
	for i := range list {
		list[i].length = uint32(next())
	}
	for i := range list {
		switch offset := next(); {
		case offset > 0:
			list[i].offset = offset - 1
		case i > 0: // right behind the one before
			list[i].offset = list[i-1].offset + uint64(list[i-1].length)
		default:
			bad = true
		}
	}
	if bad {
		return nil, fmt.Errorf("%w: a directory is cut off", ErrFormat)
	}
	return list, nil
}

var tags = regexp.MustCompile(`<[^>]*>`)

// describe reads what the archive says of itself.
func (a *Archive) describe(offset, length int64) error {
	packed, err := a.read(offset, length, mostMetadata)
	if err != nil || length == 0 {
		return err
	}
	plain, err := unpacked(packed, a.directories, mostMetadata)
	if err != nil {
		return err
	}
	var said struct {
		Attribution  string `json:"attribution"`
		VectorLayers []struct {
			ID string `json:"id"`
		} `json:"vector_layers"`
	}
	if err := json.Unmarshal(plain, &said); err != nil {
		return fmt.Errorf("%w: what it says of itself is no JSON: %w", ErrFormat, err)
	}
	a.Attribution = tags.ReplaceAllString(said.Attribution, "")
	for _, layer := range said.VectorLayers {
		a.Layers = append(a.Layers, layer.ID)
	}
	return nil
}
