package ingest

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// This file reads the OpenStreetMap PBF format (wiki.openstreetmap.org/wiki/PBF_Format). It is ours because
// github.com/paulmach/osm decodes on goroutines of its own and panics there on content it does not expect
// (nodes that are not dense, string numbers out of range, negative sizes), which no caller can recover;
// files from elsewhere must not end the program. That library stays the oracle in tests.

// Limits of the format, and of ours: a file may unpack to some dozens of times its size, not thousands.
const (
	maxOSMHeader   = 64 << 10
	maxOSMBlob     = 32 << 20
	osmUnpackBase  = 16 << 20
	osmUnpackTimes = 40
	maxOSMWayNodes = 100_000 // OpenStreetMap itself allows 2,000
)

// osmBlocks passes over the blocks of a PBF file.
type osmBlocks struct {
	ctx     context.Context
	file    string
	size    int64
	noNodes map[int]bool // blocks seen to hold no nodes; they need not be unpacked again
}

func newOSMBlocks(ctx context.Context, file string, size int64) *osmBlocks {
	return &osmBlocks{ctx: ctx, file: file, size: size, noNodes: map[int]bool{}}
}

// scan visits the elements of the file in its order.
func (f *osmBlocks) scan(v osmVisitor) error {
	file, err := os.Open(f.file)
	if err != nil {
		return err
	}
	defer file.Close()
	r, offset, unpacked := bufio.NewReaderSize(file, 1<<18), int64(0), int64(0)
	block := &osmBlock{visitor: v}
	for number := 0; ; number++ {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		kind, blob, consumed, err := readOSMBlob(r)
		if errors.Is(err, io.EOF) && number > 0 {
			return nil
		}
		if err == nil && number == 0 && kind != "OSMHeader" {
			err = fmt.Errorf("it is a %q, not an OSMHeader: this is no OpenStreetMap PBF file", kind)
		}
		if err == nil && !(v.way == nil && f.noNodes[number]) {
			err = f.scanBlob(block, kind, blob, number, &unpacked)
		}
		if err != nil {
			return fmt.Errorf("block %d at byte %d: %w; the file is torn or not what it says, load or copy it again", number, offset, err)
		}
		offset += consumed
	}
}

func (f *osmBlocks) scanBlob(block *osmBlock, kind string, blob []byte, number int, unpacked *int64) error {
	if kind != "OSMHeader" && kind != "OSMData" {
		return nil // the format asks readers to pass over kinds they do not know
	}
	data, err := block.unpack(blob)
	if err != nil {
		return err
	}
	if *unpacked += int64(len(data)); *unpacked > osmUnpackBase+osmUnpackTimes*f.size {
		return fmt.Errorf("the file unpacks to more than %d times its size", osmUnpackTimes)
	}
	if kind == "OSMHeader" {
		return checkOSMHeader(data)
	}
	if err := block.read(data); err != nil {
		return err
	}
	f.noNodes[number] = !block.hasNodes
	return nil
}

// readOSMBlob reads one block's kind and content and tells its bytes; io.EOF only at a clean end.
func readOSMBlob(r io.Reader) (kind string, content []byte, consumed int64, err error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return "", nil, 0, fmt.Errorf("the length of a block is cut off")
		}
		return "", nil, 0, err
	}
	size := binary.BigEndian.Uint32(length[:])
	if size > maxOSMHeader {
		return "", nil, 0, fmt.Errorf("a block header of %d bytes is longer than %d", size, maxOSMHeader)
	}
	header := make([]byte, size)
	if _, err := io.ReadFull(r, header); err != nil {
		return "", nil, 0, fmt.Errorf("a block header is cut off")
	}
	blobSize := uint64(0)
	err = eachField(header, func(field int, value uint64, content []byte) error {
		switch field {
		case 1:
			kind = string(content)
		case 3:
			blobSize = value
		}
		return nil
	})
	if err != nil {
		return "", nil, 0, err
	}
	if blobSize > maxOSMBlob {
		return "", nil, 0, fmt.Errorf("a block of %d bytes is longer than %d", blobSize, maxOSMBlob)
	}
	// Grown as it is read, so that a size that is not there takes no memory.
	var blob bytes.Buffer
	if n, err := io.CopyN(&blob, r, int64(blobSize)); err != nil {
		return "", nil, 0, fmt.Errorf("a block of %d bytes is cut off after %d", blobSize, n)
	}
	return kind, blob.Bytes(), 4 + int64(size) + int64(blobSize), nil
}

// unpack returns the content of a blob; it is valid until the next call.
func (b *osmBlock) unpack(blob []byte) ([]byte, error) {
	var raw, packed []byte
	other := 0
	err := eachField(blob, func(field int, _ uint64, content []byte) error {
		switch field {
		case 1:
			raw = content
		case 3:
			packed = content
		case 4, 5, 6, 7:
			other = field
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case raw != nil:
		return raw, nil
	case packed == nil && other != 0:
		return nil, fmt.Errorf("it is packed by a method other than zlib; convert the file with osmium cat")
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	b.buffer.Reset()
	if n, err := io.Copy(&b.buffer, io.LimitReader(z, maxOSMBlob+1)); err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	} else if n > maxOSMBlob {
		return nil, fmt.Errorf("it unpacks to more than %d bytes", maxOSMBlob)
	}
	return b.buffer.Bytes(), nil
}

// checkOSMHeader refuses a file that needs what we do not know.
func checkOSMHeader(data []byte) error {
	return eachField(data, func(field int, _ uint64, content []byte) error {
		if field == 4 && !slices.Contains([]string{"OsmSchema-V0.6", "DenseNodes"}, string(content)) {
			return fmt.Errorf("the file needs the feature %.40q, which this program does not read", content)
		}
		return nil
	})
}

// errWire is the one complaint about bytes that are no protocol buffer.
var errWire = errors.New("the bytes are not a well-formed message")

// eachField calls visit with the fields of a protocol buffer message: value for numbers, content for the rest.
func eachField(data []byte, visit func(field int, value uint64, content []byte) error) error {
	for len(data) > 0 {
		key, used := binary.Uvarint(data)
		if used <= 0 || key>>3 == 0 || key>>3 > 1<<29 {
			return errWire
		}
		data = data[used:]
		var value uint64
		var content []byte
		switch key & 7 {
		case 0:
			if value, used = binary.Uvarint(data); used <= 0 {
				return errWire
			}
			data = data[used:]
		case 1, 5:
			width := 8
			if key&7 == 5 {
				width = 4
			}
			if len(data) < width {
				return errWire
			}
			data = data[width:]
		case 2:
			size, used := binary.Uvarint(data)
			if used <= 0 || size > uint64(len(data)-used) {
				return errWire
			}
			content, data = data[used:used+int(size)], data[used+int(size):]
		default:
			return errWire
		}
		if err := visit(int(key>>3), value, content); err != nil {
			return err
		}
	}
	return nil
}
