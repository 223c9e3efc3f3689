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

package io.raftboot.linearizability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class HistoryTests {

	private final AtomicLong clock = new AtomicLong(100);

	private final History<KeyValueInput, KeyValueOutput> history = new History<>(this.clock::get);

	@Test
	void timesGrowEvenWhenTheClockStandsStill() {
		Call<KeyValueInput, KeyValueOutput> put = this.history.invoke(1, KeyValueInput.put("x", "a"));
		put.complete(KeyValueOutput.previous(null));
		this.history.invoke(2, KeyValueInput.get("x"));
		assertThat(this.history.operations()).containsExactly(
				new Operation<>(1, 100, 101, KeyValueInput.put("x", "a"), KeyValueOutput.previous(null)),
				Operation.unknown(2, 102, KeyValueInput.get("x")));
	}

	@Test
	void timesAreThoseOfTheClockWhenItMoves() {
		Call<KeyValueInput, KeyValueOutput> get = this.history.invoke(1, KeyValueInput.get("x"));
		this.clock.set(200);
		get.complete(null);
		assertThat(this.history.operations())
			.containsExactly(new Operation<>(1, 100, 200, KeyValueInput.get("x"), null));
	}

	@Test
	void unansweredAndUnknownCallsStayOpenAndRejectedOnesAreForgotten() {
		this.history.invoke(1, KeyValueInput.get("a"));
		this.history.invoke(2, KeyValueInput.get("b")).unknown();
		this.history.invoke(3, KeyValueInput.get("c")).rejected();
		assertThat(this.history.operations()).allMatch(Operation::isUnknown)
			.extracting(Operation::client)
			.containsExactly(1L, 2L);
	}

	@Test
	void aCallIsAnsweredOnce() {
		Call<KeyValueInput, KeyValueOutput> call = this.history.invoke(1, KeyValueInput.get("x"));
		call.unknown();
		assertThatIllegalStateException().isThrownBy(() -> call.complete(null))
			.withMessageContaining("answer each call once");
	}

	@Test
	void manyThreadsRecordAtOnce() throws InterruptedException {
		AtomicLong value = new AtomicLong();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			int client = i;
			threads.add(new Thread(() -> {
				for (int j = 0; j < 500; j++) {
					Call<KeyValueInput, KeyValueOutput> call = this.history.invoke(client,
							KeyValueInput.append("x", "."));
					call.complete(KeyValueOutput.previous(text(value.getAndIncrement())));
				}
			}));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		CheckResult<KeyValueInput, KeyValueOutput> result = new LinearizabilityChecker<>(new KeyValueModel())
			.check(this.history);
		assertThat(this.history.operations()).hasSize(2000);
		assertThat(result.isLinearizable()).as(result.text()).isTrue();
	}

	private static String text(long dots) {
		return (dots > 0) ? ".".repeat((int) dots) : null;
	}

	@Test
	void aFileGivesBackWhatWasWritten(@TempDir Path directory) throws IOException {
		this.history.invoke(1, KeyValueInput.put("x", "é\n\"")).complete(KeyValueOutput.previous(null));
		this.history.invoke(2, KeyValueInput.compareAndPut("x", null, "b")).complete(KeyValueOutput.acknowledged());
		this.history.invoke(3, KeyValueInput.delete("x"));
		this.history.invoke(4, KeyValueInput.get("x")).complete(null);
		Path file = directory.resolve("history.jsonl");
		this.history.write(file);
		assertThat(Files.readAllLines(file)).hasSize(4)
			.contains("{\"client\":3,\"invoked\":104,\"input\":{\"kind\":\"DELETE\",\"key\":\"x\"}}");
		assertThat(HistoryFile.read(file, KeyValueInput.class, KeyValueOutput.class))
			.isEqualTo(this.history.operations());
	}

	@Test
	void aBadLineIsNamed(@TempDir Path directory) throws IOException {
		String good = "{\"client\":3,\"invoked\":104,\"input\":{\"kind\":\"DELETE\",\"key\":\"x\"}}\n";
		Path file = directory.resolve("history.jsonl");
		assertRefused(file, good + "{\"client\":3", "line \"2\"");
		assertRefused(file, good + "\n", "line \"2\"");
		assertRefused(file, good + good + "{\"client\":3,\"input\":{}}", "line \"3\"", "\"invoked\" is missing");
		assertRefused(file, good.replace("104", "1.5"), "line \"1\"", "\"invoked\" is \"1.5\"");
		assertRefused(file, good.replace("DELETE", "PUT"), "line \"1\"", "\"value\" of \"PUT\"");
		assertRefused(file, good.replace("104", "104,\"completed\":103,\"output\":null"), "\"103\"", "before invoked");
	}

	private static void assertRefused(Path file, String text, String... messages) throws IOException {
		Files.writeString(file, text);
		assertThatIOException().isThrownBy(() -> HistoryFile.read(file, KeyValueInput.class, KeyValueOutput.class))
			.withMessageContainingAll(messages);
	}

	@Test
	void timesOfAnOperationAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Operation<>(1, 5, 4, "in", "out"))
			.withMessageContaining("\"4\"");
		assertThatIllegalArgumentException().isThrownBy(() -> new Operation<>(1, 5, Operation.NEVER, "in", "out"))
			.withMessageContaining("\"out\"");
	}

}
