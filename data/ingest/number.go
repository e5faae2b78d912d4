package ingest

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// plainNumber bounds the digits and the exponent, so that no text can ask for a huge number.
var plainNumber = regexp.MustCompile(`^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$`)

// groupedNumber has thousands separators.
var groupedNumber = regexp.MustCompile(`^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)

// readNumber takes thousands separators, full-width digits and units in the cell or, in unit, in the header's
// brackets: 万 and 万元 are ten thousand, 千元 a thousand. said reports whether a unit was given at all.
func readNumber(text, unit string) (value *big.Rat, said bool, err error) {
	plain := strings.ReplaceAll(strings.TrimSpace(halfWidth(text)), " ", "")
	digits := strings.TrimRight(plain, "万千百元人户件票个辆台吨公斤里小时次周日天月年/kKgGmMhH约")
	own := plain[len(digits):]
	digits = strings.TrimPrefix(digits, "约")
	if groupedNumber.MatchString(digits) {
		digits = strings.ReplaceAll(digits, ",", "")
	}
	if !plainNumber.MatchString(digits) {
		return nil, false, fmt.Errorf("not a number")
	}
	value, ok := new(big.Rat).SetString(digits)
	if !ok {
		return nil, false, fmt.Errorf("not a number")
	}
	if own == "" {
		own = halfWidth(unit)
	}
	switch {
	case strings.HasPrefix(own, "万"):
		value.Mul(value, big.NewRat(10_000, 1))
	case strings.HasPrefix(own, "千元"), strings.HasPrefix(own, "吨"):
		value.Mul(value, big.NewRat(1_000, 1))
	case strings.HasPrefix(own, "百"):
		value.Mul(value, big.NewRat(100, 1))
	}
	return value, own != "", nil
}

// unit is what the header of a field says in brackets, such as 万元.
func (s *sheet) unit(f field) string {
	i, ok := s.columns[f]
	if !ok {
		return ""
	}
	_, inside := splitBrackets(s.headers[i])
	return strings.TrimSpace(inside)
}

// whole reads a whole number of at least zero; nil where the cell is empty.
func (r row) whole(f field) (*int64, *problem) {
	text := r.get(f)
	if text == "" || text == "-" || text == "—" {
		return nil, nil
	}
	value, _, err := readNumber(text, r.sheet.unit(f))
	if err != nil || value.Sign() < 0 || !value.IsInt() || !value.Num().IsInt64() {
		return nil, &problem{r.header(f), text, say("应为不小于 0 的整数", "a whole number of at least 0")}
	}
	r.noteEstimate(f, text)
	number := value.Num().Int64()
	return &number, nil
}

// noteEstimate counts figures that are marked as estimated.
func (r row) noteEstimate(f field, text string) {
	if strings.Contains(text, "约") {
		r.sheet.note(say("“%s”是估计值（约），按所写数字采用", "%s is an estimate (约); the figure was taken as it stands", r.header(f)))
	}
}

// decimal reads a number of at least zero; nil where the cell is empty.
func (r row) decimal(f field) (*float64, *problem) {
	text := r.get(f)
	if text == "" || text == "-" || text == "—" {
		return nil, nil
	}
	value, _, err := readNumber(text, r.sheet.unit(f))
	if err != nil || value.Sign() < 0 {
		return nil, &problem{r.header(f), text, say("应为不小于 0 的数", "a number of at least 0")}
	}
	r.noteEstimate(f, text)
	number, _ := value.Float64()
	return &number, nil
}

// yuan reads whole yuan; 万元 in the header or the cell count ten thousand. A bare number under a header
// without unit is taken as yuan, and noted.
func (r row) yuan(f field) (*int64, *problem) {
	text := r.get(f)
	if text == "" || text == "-" || text == "—" {
		return nil, nil
	}
	value, said, err := readNumber(text, r.sheet.unit(f))
	if err != nil || value.Sign() < 0 || !value.IsInt() || !value.Num().IsInt64() {
		return nil, &problem{r.header(f), text, say("应为不小于 0 的整数元（以万元计时，请在表头括号内写明 万元）", "whole yuan of at least 0 (write 万元 in the header's brackets for ten thousands)")}
	}
	r.noteEstimate(f, text)
	if !said && !strings.Contains(r.header(f), "yuan") {
		r.sheet.note(say("“%s”没有写明单位，按元计；若以万元计，请在表头括号内写明 万元", "%s names no unit and was read as yuan; write 万元 in the header's brackets if it is in ten thousands", r.header(f)))
	}
	number := value.Num().Int64()
	return &number, nil
}
