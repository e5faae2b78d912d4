package ingest

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// osmBlock reads one primitive block after another, keeping its scratch.
type osmBlock struct {
	visitor  osmVisitor
	buffer   bytes.Buffer
	hasNodes bool

	strings              [][]byte
	granularity          int64
	lonOffset, latOffset int64
	tags                 map[string]string
	refs                 []int64
}

func (b *osmBlock) read(data []byte) error {
	b.hasNodes, b.strings = false, b.strings[:0]
	b.granularity, b.lonOffset, b.latOffset = 100, 0, 0
	var groups [][]byte
	err := eachField(data, func(field int, value uint64, content []byte) error {
		switch field {
		case 1:
			return eachField(content, func(field int, _ uint64, text []byte) error {
				if field == 1 {
					b.strings = append(b.strings, text)
				}
				return nil
			})
		case 2:
			groups = append(groups, content)
		case 17:
			b.granularity = int64(int32(value))
		case 19:
			b.latOffset = int64(value)
		case 20:
			b.lonOffset = int64(value)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if b.granularity <= 0 {
		return fmt.Errorf("granularity %d is not positive", b.granularity)
	}
	for _, group := range groups {
		if err := eachField(group, b.element); err != nil {
			return err
		}
	}
	return nil
}

func (b *osmBlock) element(field int, _ uint64, content []byte) error {
	switch field {
	case 1:
		b.hasNodes = true
		if b.visitor.node != nil {
			return b.node(content)
		}
	case 2:
		b.hasNodes = true
		if b.visitor.node != nil {
			return b.denseNodes(content)
		}
	case 3:
		if b.visitor.way != nil {
			return b.way(content)
		}
	}
	return nil
}

// visit hands on a node; nanodegrees beyond any place on Earth are refused by the Builder with its number.
func (b *osmBlock) visit(id, lon, lat int64) error {
	return b.visitor.node(id, 1e-9*float64(b.lonOffset+b.granularity*lon), 1e-9*float64(b.latOffset+b.granularity*lat))
}

func (b *osmBlock) node(data []byte) error {
	var id, lon, lat int64
	err := eachField(data, func(field int, value uint64, _ []byte) error {
		switch field {
		case 1:
			id = zigzag(value)
		case 8:
			lat = zigzag(value)
		case 9:
			lon = zigzag(value)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.visit(id, lon, lat)
}

func zigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

func (b *osmBlock) denseNodes(data []byte) error {
	var ids, lons, lats []byte
	err := eachField(data, func(field int, _ uint64, content []byte) error {
		switch field {
		case 1:
			ids = content
		case 8:
			lats = content
		case 9:
			lons = content
		}
		return nil
	})
	if err != nil {
		return err
	}
	var id, lon, lat int64
	for len(ids) > 0 {
		for _, column := range []struct {
			packed *[]byte
			sum    *int64
		}{{&ids, &id}, {&lons, &lon}, {&lats, &lat}} {
			step, used := binary.Varint(*column.packed)
			if used <= 0 {
				return fmt.Errorf("the columns of dense nodes are cut off or differ in length")
			}
			*column.packed = (*column.packed)[used:]
			*column.sum += step
		}
		if err := b.visit(id, lon, lat); err != nil {
			return err
		}
	}
	if len(lons) > 0 || len(lats) > 0 {
		return fmt.Errorf("the columns of dense nodes differ in length")
	}
	return nil
}

func (b *osmBlock) way(data []byte) error {
	var id int64
	var keys, values, refs []byte
	err := eachField(data, func(field int, value uint64, content []byte) error {
		switch field {
		case 1:
			id = int64(value)
		case 2:
			keys = content
		case 3:
			values = content
		case 8:
			refs = content
		}
		return nil
	})
	if err != nil {
		return err
	}
	if b.tags == nil {
		b.tags = map[string]string{}
	}
	clear(b.tags)
	for len(keys) > 0 {
		key, err := b.text(&keys)
		if err != nil {
			return err
		}
		value, err := b.text(&values)
		if err != nil {
			return err
		}
		b.tags[string(key)] = string(value)
	}
	b.refs = b.refs[:0]
	for at := int64(0); len(refs) > 0; {
		step, used := binary.Varint(refs)
		if used <= 0 {
			return errWire
		}
		refs = refs[used:]
		at += step
		if b.refs = append(b.refs, at); len(b.refs) > maxOSMWayNodes {
			return fmt.Errorf("way %d has more than %d nodes", id, maxOSMWayNodes)
		}
	}
	return b.visitor.way(id, b.tags, b.refs)
}

// text takes the number of a string off packed and looks it up.
func (b *osmBlock) text(packed *[]byte) ([]byte, error) {
	number, used := binary.Uvarint(*packed)
	if used <= 0 || number >= uint64(len(b.strings)) {
		return nil, fmt.Errorf("a tag refers to string %d of %d", number, len(b.strings))
	}
	*packed = (*packed)[used:]
	return b.strings[number], nil
}
