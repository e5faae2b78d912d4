package tile

// dictionary numbers the values of a layer's attributes as they come: an open table that is emptied by counting its turns, since tiles are made by the
// thousand and most have few values.
type dictionary struct {
	slots []dictionarySlot
	turn  uint32 // slots of other turns are free
	used  uint32
}

type dictionarySlot struct {
	code         uint64
	key          uint32
	turn, number uint32
}

const leastSlots = 1 << 9

func (d *dictionary) empty() {
	if d.turn++; d.slots == nil || d.turn == 0 {
		d.slots, d.turn = make([]dictionarySlot, max(leastSlots, len(d.slots))), 1
	}
	d.used = 0
}

// number returns the number of a value of an attribute, and whether it is new.
func (d *dictionary) number(key uint32, code uint64) (number uint32, fresh bool) {
	mask := uint64(len(d.slots) - 1)
	at := spread(key, code) & mask
	for ; d.slots[at].turn == d.turn; at = (at + 1) & mask {
		if s := &d.slots[at]; s.code == code && s.key == key {
			return s.number, false
		}
	}
	number = d.used
	d.slots[at] = dictionarySlot{code, key, d.turn, number}
	if d.used++; int(d.used) > len(d.slots)/2 {
		d.grow()
	}
	return number, true
}

// spread mixes a key and a code (the finalizer of splitmix64: Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195).
func spread(key uint32, code uint64) uint64 {
	z := code + uint64(key+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (d *dictionary) grow() {
	old := d.slots
	d.slots = make([]dictionarySlot, 2*len(old))
	mask := uint64(len(d.slots) - 1)
	for _, s := range old {
		if s.turn != d.turn {
			continue
		}
		at := spread(s.key, s.code) & mask
		for d.slots[at].turn == d.turn {
			at = (at + 1) & mask
		}
		d.slots[at] = s
	}
}
