//go:build !goexperiment.jsonv2

package pg_test

// jsonV2 says that encoding/json is made of json/v2.
const jsonV2 = false
