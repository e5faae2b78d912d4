package gpkg

import "encoding/binary"

// byteOrder is how numbers of a geometry are written; true is big endian.
type byteOrder bool

func (big byteOrder) uint32(b []byte) uint32 {
	if big {
		return binary.BigEndian.Uint32(b)
	}
	return binary.LittleEndian.Uint32(b)
}

func (big byteOrder) uint64(b []byte) uint64 {
	if big {
		return binary.BigEndian.Uint64(b)
	}
	return binary.LittleEndian.Uint64(b)
}
