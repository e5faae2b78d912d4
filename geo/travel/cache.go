package travel

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"cuntong/geo/network"
)

// The cache file of a hierarchy, little-endian: the magic word; the fingerprint of the network as 32
// hexadecimal letters; then rankOf, start and head, each as a uint64 count and its int32 elements; the
// CRC-32C of all before it. Everything else is derived at opening. The file is disposable: a reader that
// refuses it makes the hierarchy again.
const (
	magic             = "cuntong hierarchy 1\n"
	fingerprintLength = 32
)

// Encode writes the cache form of the hierarchy.
func (h *Hierarchy) Encode(w io.Writer) error {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	buffered := bufio.NewWriterSize(w, 1<<16)
	both := io.MultiWriter(buffered, sum)
	write := func() error {
		if _, err := io.WriteString(both, magic+h.network); err != nil {
			return err
		}
		for _, array := range [][]int32{h.rankOf, h.start, h.head} {
			if err := binary.Write(both, binary.LittleEndian, uint64(len(array))); err != nil {
				return err
			}
			if err := binary.Write(both, binary.LittleEndian, array); err != nil {
				return err
			}
		}
		if err := binary.Write(buffered, binary.LittleEndian, sum.Sum32()); err != nil {
			return err
		}
		return buffered.Flush()
	}
	if err := write(); err != nil {
		return fmt.Errorf("write road hierarchy: %w", err)
	}
	return nil
}

// DecodeHierarchy reads the cache form of a hierarchy of a network. A file that is torn, altered, of another
// version or of another network is refused; the way out is NewHierarchy.
func DecodeHierarchy(content []byte, n *network.Network) (*Hierarchy, error) {
	h, err := decode(content)
	if err == nil {
		err = h.fits(n)
	}
	if err == nil {
		err = h.check(n)
	}
	if err != nil {
		return nil, fmt.Errorf("read road hierarchy: %w", err)
	}
	return h, nil
}

func decode(content []byte) (*Hierarchy, error) {
	body := len(content) - crc32.Size
	if body < len(magic)+fingerprintLength || string(content[:len(magic)]) != magic {
		return nil, fmt.Errorf("the file does not begin with %q; make it again", magic)
	}
	if crc32.Checksum(content[:body], crc32.MakeTable(crc32.Castagnoli)) != binary.LittleEndian.Uint32(content[body:]) {
		return nil, fmt.Errorf("the checksum does not match, the file is torn; make it again")
	}
	rest := content[len(magic):body]
	h := &Hierarchy{network: string(rest[:fingerprintLength])}
	rest = rest[fingerprintLength:]
	for _, array := range []*[]int32{&h.rankOf, &h.start, &h.head} {
		if len(rest) < 8 {
			return nil, fmt.Errorf("an array is cut off; make it again")
		}
		count := binary.LittleEndian.Uint64(rest)
		rest = rest[8:]
		if count > uint64(len(rest)/4) || count > math.MaxInt32 { // before allocating
			return nil, fmt.Errorf("an array of %d elements is cut off; make it again", count)
		}
		*array = make([]int32, count)
		if _, err := binary.Decode(rest, binary.LittleEndian, *array); err != nil {
			return nil, err
		}
		rest = rest[4*count:]
	}
	if len(rest) != 0 {
		return nil, fmt.Errorf("%d bytes are left over; make it again", len(rest))
	}
	return h, nil
}

// check proves what the searches rely on, then derives the rest: ranks are a permutation, edges lead upwards
// in ascending order, what a vertex knows its parent knows too, and every stretch has an edge.
func (h *Hierarchy) check(n *network.Network) error {
	size := n.Vertices()
	if len(h.rankOf) != size || len(h.start) != size+1 || h.start[0] != 0 || int(h.start[size]) != len(h.head) {
		return fmt.Errorf("its arrays do not have the sizes of the network; make it again")
	}
	h.vertexAt = make([]int32, size)
	for i := range h.vertexAt {
		h.vertexAt[i] = -1
	}
	for vertex, rank := range h.rankOf {
		if rank < 0 || int(rank) >= size || h.vertexAt[rank] >= 0 {
			return fmt.Errorf("its ranks are no order of the vertices; make it again")
		}
		h.vertexAt[rank] = int32(vertex)
	}
	for v := range int32(size) {
		from, to := h.start[v], h.start[v+1]
		if to < from || int(to) > len(h.head) {
			return fmt.Errorf("the edges of rank %d are out of bounds; make it again", v)
		}
		last := v
		for _, u := range h.head[from:to] {
			if u <= last || int(u) >= size {
				return fmt.Errorf("the edges of rank %d do not ascend; make it again", v)
			}
			last = u
		}
	}
	for v := range int32(size) {
		if from, to := h.start[v], h.start[v+1]; to > from {
			p := h.head[from]
			known := h.head[h.start[p]:h.start[p+1]]
			for _, u := range h.head[from+1 : to] {
				for len(known) > 0 && known[0] < u {
					known = known[1:]
				}
				if len(known) == 0 || known[0] != u {
					return fmt.Errorf("rank %d knows %d and its parent does not; make it again", v, u)
				}
			}
		}
	}
	h.finish(n)
	for s := range int32(n.Stretches()) {
		if tail, head := n.Ends(s); tail != head && h.edgeOf[s] < 0 {
			return fmt.Errorf("stretch %d has no edge; make it again", s)
		}
	}
	return h.checkTree()
}

// checkTree proves that the descendants of every rank lie just below it.
func (h *Hierarchy) checkTree() error {
	for v := range int32(len(h.rankOf)) {
		if p := h.above[v]; p >= 0 && v-h.subtree[v] < p-h.subtree[p] {
			return fmt.Errorf("rank %d lies outside the subtree of its parent; make it again", v)
		}
	}
	return nil
}
