package pmtiles

import (
	"fmt"
	"sort"
)

// Tile returns a tile as it is drawn, without compression; nil where the archive has none. Rows are counted from the north.
func (a *Archive) Tile(zoom, column, row int) ([]byte, error) {
	if zoom < a.MinZoom || zoom > a.MaxZoom || column < 0 || row < 0 || column >= 1<<zoom || row >= 1<<zoom {
		return nil, nil
	}
	number := numberOf(zoom, uint64(column), uint64(row))
	list := a.root
	for range mostDepth {
		found, ok := find(list, number)
		if !ok {
			return nil, nil
		}
		if found.run > 0 {
			if found.offset > uint64(a.dataLength) || uint64(found.length) > uint64(a.dataLength)-found.offset {
				return nil, fmt.Errorf("%w: tile %d/%d/%d lies behind the tiles", ErrFormat, zoom, column, row)
			}
			packed, err := a.read(a.dataAt+int64(found.offset), int64(found.length), mostTile)
			if err != nil {
				return nil, err
			}
			return unpacked(packed, a.tiles, mostTile)
		}
		var err error
		if list, err = a.leaf(found); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: directories lead to directories more than %d deep", ErrFormat, mostDepth)
}

// leaf returns a directory below the root, from memory where it was read before.
func (a *Archive) leaf(of entry) ([]entry, error) {
	if of.offset > uint64(a.leavesLength) || uint64(of.length) > uint64(a.leavesLength)-of.offset {
		return nil, fmt.Errorf("%w: a directory lies behind the directories", ErrFormat)
	}
	offset := a.leavesAt + int64(of.offset)
	a.mu.Lock()
	list, kept := a.leaves[offset]
	a.mu.Unlock()
	if kept {
		return list, nil
	}
	list, err := a.directory(offset, int64(of.length))
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.leaves) >= leavesKept {
		clear(a.leaves)
	}
	a.leaves[offset] = list
	return list, nil
}

// find returns the entry that holds a number: the last one that begins at or before it, if its run reaches it or it leads on.
func find(list []entry, number uint64) (entry, bool) {
	i := sort.Search(len(list), func(i int) bool { return list[i].tile > number }) - 1
	if i < 0 {
		return entry{}, false
	}
	e := list[i]
	return e, e.run == 0 || number-e.tile < uint64(e.run)
}

// numberOf is the number of a tile: those of all zooms below it, and its place on the Hilbert curve of its own (Hilbert 1891; the
// usual turning of quadrants).
func numberOf(zoom int, x, y uint64) uint64 {
	number := (uint64(1)<<(2*zoom) - 1) / 3
	for s := uint64(1) << zoom >> 1; s > 0; s >>= 1 {
		right, down := uint64(0), uint64(0)
		if x&s > 0 {
			right = 1
		}
		if y&s > 0 {
			down = 1
		}
		number += s * s * (3*right ^ down)
		if down == 0 {
			if right == 1 {
				x, y = s-1-x&(s-1), s-1-y&(s-1)
			}
			x, y = y, x
		}
	}
	return number
}
