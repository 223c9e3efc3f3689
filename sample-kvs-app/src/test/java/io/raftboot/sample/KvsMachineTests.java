/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.sample;

import java.util.List;

import io.raftboot.ApplyContext;
import io.raftboot.ApplyKind;
import io.raftboot.Role;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class KvsMachineTests {

	private static final JsonNode ONE = JsonMapper.shared().readTree("1");

	private static final JsonNode LIST = JsonMapper.shared().readTree("[true,null]");

	private final KvsMachine machine = new KvsMachine();

	@Test
	void putReturnsThePreviousValue() {
		assertThat(apply(new KvsInput.Put("key", ONE))).isNull();
		assertThat(apply(new KvsInput.Put("key", LIST))).isEqualTo(ONE);
		assertThat(apply(new KvsInput.Get("key"))).isEqualTo(LIST);
	}

	@Test
	void getOfAnUnknownKeyIsNull() {
		assertThat(apply(new KvsInput.Get("key"))).isNull();
	}

	@Test
	void deleteReturnsTheLastValue() {
		apply(new KvsInput.Put("key", ONE));
		assertThat(apply(new KvsInput.Delete("key"))).isEqualTo(ONE);
		assertThat(apply(new KvsInput.Delete("key"))).isNull();
		assertThat(apply(new KvsInput.Get("key"))).isNull();
	}

	@Test
	void listReturnsTheKeysInOrder() {
		apply(new KvsInput.Put("b", ONE));
		apply(new KvsInput.Put("c", ONE));
		apply(new KvsInput.Put("a", ONE));
		assertThat(apply(new KvsInput.List())).isEqualTo(List.of("a", "b", "c"));
	}

	@Test
	void onlyGetAndListMayBeQueries() {
		assertThat(this.machine.isReadOnly(new KvsInput.Get("key"))).isTrue();
		assertThat(this.machine.isReadOnly(new KvsInput.List())).isTrue();
		assertThat(this.machine.isReadOnly(new KvsInput.Put("key", ONE))).isFalse();
		assertThat(this.machine.isReadOnly(new KvsInput.Delete("key"))).isFalse();
	}

	private Object apply(KvsInput input) {
		return this.machine.apply(new ApplyContext(ApplyKind.COMMAND, Role.LEADER, 1, 1, 0), input);
	}

}
