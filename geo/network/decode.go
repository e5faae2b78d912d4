package network

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
)

// Decode reads a network in its stored form and checks all of it: a torn or altered file is refused.
func Decode(content []byte) (*Network, error) {
	n := &Network{}
	body := len(content) - crc32.Size
	if body < len(magic) || string(content[:len(magic)]) != magic {
		return nil, fmt.Errorf("read road network: the file does not begin with %q; build it again from its sources", magic)
	}
	if crc32.Checksum(content[:body], crc32.MakeTable(crc32.Castagnoli)) != binary.LittleEndian.Uint32(content[body:]) {
		return nil, fmt.Errorf("read road network: the checksum does not match, the file is torn; build it again from its sources")
	}
	r := &reader{rest: content[len(magic):body]}
	var flat []int32
	var records []traitsRecord
	var skipped []int64
	var calendars []string
	readArray(r, 4, &flat)
	readArray(r, 4, &n.tail)
	readArray(r, 4, &n.head)
	readArray(r, 4, &n.start)
	readArray(r, 4, &n.length)
	readArray(r, 4, &n.way)
	readArray(r, 4, &n.shapeEnd)
	readArray(r, 1, &n.shapes)
	readArray(r, 8, &n.wayID)
	readArray(r, 4, &n.wayName)
	readArray(r, 4, &n.wayTraits)
	readArray(r, binary.Size(traitsRecord{}), &records)
	readArray(r, 8, &skipped)
	readTexts(r, &n.names)
	readTexts(r, &calendars)
	if r.err == nil && (len(r.rest) != 0 || len(skipped) != 2 || len(flat)%2 != 0 || len(calendars) != len(records)) {
		r.err = fmt.Errorf("the arrays do not fit together")
	}
	if r.err == nil {
		n.skipped = Skipped{int(skipped[0]), int(skipped[1])}
		r.err = n.restore(flat, records, calendars)
	}
	if r.err != nil {
		return nil, fmt.Errorf("read road network: %w; build it again from its sources", r.err)
	}
	n.fingerprint = fingerprintOf(sha256.Sum256(content[:body]))
	return n, nil
}

// reader takes arrays off the front of rest; after an error it takes nothing more.
type reader struct {
	rest []byte
	err  error
}

func readArray[T any](r *reader, size int, array *[]T) {
	if r.err != nil {
		return
	}
	if len(r.rest) < 8 {
		r.err = fmt.Errorf("an array is cut off")
		return
	}
	count := binary.LittleEndian.Uint64(r.rest)
	r.rest = r.rest[8:]
	if count > uint64(len(r.rest)/size) { // before allocating
		r.err = fmt.Errorf("an array of %d elements is cut off", count)
		return
	}
	*array = make([]T, count)
	if _, r.err = binary.Decode(r.rest, binary.LittleEndian, *array); r.err == nil {
		r.rest = r.rest[int(count)*size:]
	}
}

func readTexts(r *reader, texts *[]string) {
	var ends []uint32
	var joined []byte
	readArray(r, 4, &ends)
	readArray(r, 1, &joined)
	if r.err != nil {
		return
	}
	*texts = make([]string, len(ends))
	from := uint32(0)
	for i, end := range ends {
		if end < from || uint64(end) > uint64(len(joined)) {
			r.err = fmt.Errorf("text %d is out of bounds", i)
			return
		}
		(*texts)[i] = string(joined[from:end])
		from = end
	}
}

// restore fills in what is not stored as it lies in memory, and checks every reference.
func (n *Network) restore(flat []int32, records []traitsRecord, calendars []string) error {
	n.places = make([]place, len(flat)/2)
	for i := range n.places {
		n.places[i] = place{flat[2*i], flat[2*i+1]}
		if n.places[i].lon < -180*fine || n.places[i].lon > 180*fine || n.places[i].lat < -90*fine || n.places[i].lat > 90*fine {
			return fmt.Errorf("vertex %d is no place on Earth", i)
		}
	}
	n.traits = make([]Traits, len(records))
	for i, t := range records {
		n.traits[i] = Traits{Class(t.Class), Direction(t.Direction), Barred(t.Barred), Surface(t.Surface), t.NoPassingBay != 0, t.DeadEnd != 0,
			t.MaxSpeed, t.Width, t.WidthLimit, t.HeightLimit, t.WeightLimit, t.Waiting, t.Crossing, Calendar(calendars[i])}
		checked := n.traits[i]
		if checked.Class == boarding {
			checked.Class = FerryLine
		}
		if err := checked.check(); err != nil {
			return fmt.Errorf("traits %d: %w", i, err)
		}
	}
	stretches, ways := len(n.tail), len(n.wayID)
	for _, size := range []int{len(n.head), len(n.start), len(n.length), len(n.way), len(n.shapeEnd)} {
		if size != stretches {
			return fmt.Errorf("the arrays of stretches differ in length")
		}
	}
	if len(n.wayName) != ways || len(n.wayTraits) != ways || stretches > math.MaxInt32/2 {
		return fmt.Errorf("the arrays of ways differ in length")
	}
	for w := range ways {
		if !inside(n.wayName[w], len(n.names)) || !inside(n.wayTraits[w], len(n.traits)) {
			return fmt.Errorf("way %d points outside its tables", w)
		}
	}
	return n.checkStretches()
}

func (n *Network) checkStretches() error {
	from := uint32(0)
	for s := range n.tail {
		end := n.shapeEnd[s]
		switch {
		case !inside(n.tail[s], len(n.places)) || !inside(n.head[s], len(n.places)) || !inside(n.way[s], len(n.wayID)):
			return fmt.Errorf("stretch %d points outside its tables", s)
		case uint64(n.start[s])+uint64(n.length[s]) > math.MaxInt32:
			return fmt.Errorf("stretch %d is too long", s)
		case end < from || uint64(end) > uint64(len(n.shapes)) || !wholeShape(n.shapes[from:end]):
			return fmt.Errorf("the shape of stretch %d is broken", s)
		}
		from = end
	}
	return nil
}

func inside(i int32, size int) bool { return i >= 0 && int(i) < size }

// wholeShape reports whether packed is a sequence of pairs of differences.
func wholeShape(packed []byte) bool {
	count := 0
	for len(packed) > 0 {
		_, used := binary.Varint(packed)
		if used <= 0 {
			return false
		}
		packed = packed[used:]
		count++
	}
	return count%2 == 0
}
