package network

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

// The stored form, little-endian: the magic word, then each array as a uint64 count and its elements, in
// the order of (*Network).parts; texts as a count of bytes and the bytes; the CRC-32C of all before it.
const magic = "cuntong network 1\n"

// Encode writes the network in its stored form.
func (n *Network) Encode(w io.Writer) error {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	buffered := bufio.NewWriterSize(w, 1<<16)
	if err := n.encode(io.MultiWriter(buffered, sum)); err != nil {
		return fmt.Errorf("write road network: %w", err)
	}
	if err := binary.Write(buffered, binary.LittleEndian, sum.Sum32()); err != nil {
		return fmt.Errorf("write road network: %w", err)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write road network: %w", err)
	}
	return nil
}

// traitsRecord is Traits at a fixed size; the calendar stands in a table of its own.
type traitsRecord struct {
	Class, Direction, Barred, Surface, NoPassingBay, DeadEnd uint8
	MaxSpeed, Width, WidthLimit, HeightLimit, WeightLimit    float32
	Waiting, Crossing                                        uint32
}

func (n *Network) encode(w io.Writer) error {
	var flat []int32
	for _, p := range n.places {
		flat = append(flat, p.lon, p.lat)
	}
	records := make([]traitsRecord, len(n.traits))
	calendars := make([]string, len(n.traits))
	for i, t := range n.traits {
		records[i] = traitsRecord{uint8(t.Class), uint8(t.Direction), uint8(t.Barred), uint8(t.Surface), bit(t.NoPassingBay), bit(t.DeadEnd),
			t.MaxSpeedKmh, t.WidthMeters, t.WidthLimitMeters, t.HeightLimitMeters, t.WeightLimitTonnes, t.WaitingSeconds, t.CrossingSeconds}
		calendars[i] = string(t.Closures)
	}
	skipped := []int64{int64(n.skipped.MissingPoints), int64(n.skipped.EmptyWays)}
	if _, err := io.WriteString(w, magic); err != nil {
		return err
	}
	for _, write := range []func() error{
		func() error { return writeArray(w, flat) }, func() error { return writeArray(w, n.tail) }, func() error { return writeArray(w, n.head) },
		func() error { return writeArray(w, n.start) }, func() error { return writeArray(w, n.length) }, func() error { return writeArray(w, n.way) },
		func() error { return writeArray(w, n.shapeEnd) }, func() error { return writeArray(w, n.shapes) },
		func() error { return writeArray(w, n.wayID) }, func() error { return writeArray(w, n.wayName) }, func() error { return writeArray(w, n.wayTraits) },
		func() error { return writeArray(w, records) }, func() error { return writeArray(w, skipped) },
		func() error { return writeTexts(w, n.names) }, func() error { return writeTexts(w, calendars) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

func bit(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

func writeArray[T any](w io.Writer, array []T) error {
	if err := binary.Write(w, binary.LittleEndian, uint64(len(array))); err != nil {
		return err
	}
	return binary.Write(w, binary.LittleEndian, array)
}

func writeTexts(w io.Writer, texts []string) error {
	var joined []byte
	ends := make([]uint32, len(texts))
	for i, text := range texts {
		joined = append(joined, text...)
		ends[i] = uint32(len(joined))
	}
	if err := writeArray(w, ends); err != nil {
		return err
	}
	return writeArray(w, joined)
}
