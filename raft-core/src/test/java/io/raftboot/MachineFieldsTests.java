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

package io.raftboot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MachineFieldsTests {

	@Test
	void everyFieldComesBack() throws Exception {
		Full machine = new Full();
		machine.entries.put("a", JsonMapper.shared().readTree("{\"x\":[1,2,null]}"));
		machine.byNumber.put(7L, new Account("bob", 5));
		machine.names.add("z");
		machine.names.add("a");
		machine.shapes.add(new Circle(2));
		machine.shapes.add(new Nothing());
		machine.counter.set(42);
		machine.latest.set("x");
		machine.total = 99;
		machine.note = Optional.of("n");
		machine.mutable = new Mutable(3);
		machine.array = new long[] { 1, 2 };
		machine.inherited = "up";

		Full other = new Full();
		other.entries.put("old", JsonMapper.shared().readTree("1"));
		other.names.add("old");
		copy(machine, other);

		assertThat(other.entries).isEqualTo(machine.entries).isInstanceOf(TreeMap.class);
		assertThat(other.byNumber).isEqualTo(machine.byNumber);
		assertThat(other.names).containsExactly("a", "z");
		assertThat(other.shapes).isEqualTo(machine.shapes);
		assertThat(other.counter).hasValue(42);
		assertThat(other.latest).hasValue("x");
		assertThat(other.total).isEqualTo(99);
		assertThat(other.note).contains("n");
		assertThat(other.nothing).isNull();
		assertThat(other.mutable.value).isEqualTo(3);
		assertThat(other.array).containsExactly(1, 2);
		assertThat(other.inherited).isEqualTo("up");
		assertThat(other.scratch).isEqualTo("not state");
	}

	@Test
	void aCaptureDoesNotSeeWhatComesLater() throws Exception {
		Full machine = new Full();
		ObjectNode tree = (ObjectNode) JsonMapper.shared().readTree("{\"x\":1}");
		machine.total = 1;
		machine.entries.put("a", tree);
		machine.byNumber.put(1L, new Account("bob", 5));
		machine.names.add("a");
		machine.mutables.add(new Mutable(1));
		machine.counter.set(1);
		SnapshotWriter captured = MachineFields.capture(machine);
		machine.total = 2;
		machine.entries.put("b", tree);
		tree.put("x", 2);
		machine.byNumber.clear();
		machine.names.add("b");
		machine.mutables.get(0).value = 2;
		machine.counter.set(2);
		Full other = new Full();
		MachineFields.restore(other, stream(json(captured)));
		assertThat(other.total).isEqualTo(1);
		assertThat(other.entries).hasToString("{a={\"x\":1}}");
		assertThat(other.byNumber).containsExactly(Map.entry(1L, new Account("bob", 5)));
		assertThat(other.names).containsExactly("a");
		assertThat(other.mutables.get(0).value).isEqualTo(1);
		assertThat(other.counter).hasValue(1);
	}

	@Test
	void aMachineWithoutFieldsIsAnEmptyObject() throws Exception {
		Machine<String> machine = new Machine<>() {

			@Override
			public @Nullable Object apply(ApplyContext context, String input) {
				return input;
			}

		};
		assertThat(json(MachineFields.capture(machine))).isEqualTo("{}");
	}

	@Test
	void aLargeStateComesBack() throws Exception {
		Full machine = new Full();
		for (int i = 0; i < 50_000; i++) {
			machine.byNumber.put((long) i, new Account("account" + i, i));
		}
		Full other = new Full();
		copy(machine, other);
		assertThat(other.byNumber).isEqualTo(machine.byNumber);
	}

	@Test
	void aFieldThatIsMissingKeepsItsValue() throws Exception {
		Full machine = new Full();
		machine.total = 5;
		machine.counter.set(1);
		MachineFields.restore(machine, stream("{\"counter\":3}"));
		assertThat(machine.total).isEqualTo(5);
		assertThat(machine.counter).hasValue(3);
	}

	@Test
	void aFieldThatIsUnknownIsAnError() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> MachineFields.restore(new Full(), stream("{\"renamed\":3}")))
			.withMessageContaining("\"renamed\"")
			.withMessageContaining("override restoreSnapshot");
	}

	@Test
	void aFinalFieldThatCannotBeChangedIsAnError() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> copy(new Fixed(), new Fixed()))
			.withMessageContaining("\"account\"")
			.withMessageContaining("final")
			.withMessageContaining("transient");
	}

	@Test
	void aFieldThatIsNotStateIsAnError() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> MachineFields.capture(new WithThread()))
			.withMessageContaining("\"lock\"")
			.withMessageContaining("transient");
	}

	@Test
	void aTornSnapshotIsAnError() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> MachineFields.restore(new Full(), stream("{\"entries\":{\"a\":")))
			.withMessageContaining("\"entries\"");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> MachineFields.restore(new Full(), stream("[]")))
			.withMessageContaining("not a JSON object");
	}

	private static void copy(Machine<?> from, Machine<?> to) throws IOException {
		MachineFields.restore(to, stream(json(MachineFields.capture(from))));
	}

	private static String json(SnapshotWriter captured) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		captured.writeTo(out);
		return out.toString(StandardCharsets.UTF_8);
	}

	private static InputStream stream(String json) {
		return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
	}

	record Account(String owner, long balance) {
	}

	sealed interface Shape {

	}

	record Circle(int radius) implements Shape {
	}

	record Nothing() implements Shape {
	}

	static final class Mutable {

		private int value;

		Mutable() {
		}

		Mutable(int value) {
			this.value = value;
		}

	}

	abstract static class Base implements Machine<String> {

		String inherited = "";

		@Override
		public @Nullable Object apply(ApplyContext context, String input) {
			return null;
		}

	}

	static final class Full extends Base {

		static int shared = 1;

		transient String scratch = "not state";

		private final Map<String, JsonNode> entries = new TreeMap<>();

		private final ConcurrentHashMap<Long, Account> byNumber = new ConcurrentHashMap<>();

		private final NavigableSet<String> names = new TreeSet<>();

		private final List<Shape> shapes = new ArrayList<>();

		private final List<Mutable> mutables = new ArrayList<>();

		private final AtomicLong counter = new AtomicLong();

		private final AtomicReference<String> latest = new AtomicReference<>("");

		private long total;

		private Optional<String> note = Optional.empty();

		private @Nullable String nothing;

		private Mutable mutable = new Mutable(0);

		private long[] array = {};

	}

	static final class Fixed extends Base {

		private final Account account = new Account("a", 1);

		@Override
		public String toString() {
			return this.account.toString();
		}

	}

	static final class WithThread extends Base {

		private final Object lock = new Object();

		private final Map<String, String> entries = new HashMap<>();

		@Override
		public String toString() {
			return this.lock + " " + this.entries;
		}

	}

}
