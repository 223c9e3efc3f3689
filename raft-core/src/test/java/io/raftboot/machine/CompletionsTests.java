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

package io.raftboot.machine;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that complete futures.
 */
class CompletionsTests {

	@Test
	void theyKnowTheClassesThatTheirCreatorKnows() throws Exception {
		Thread self = Thread.currentThread();
		ClassLoader before = self.getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(new URL[0], before)) {
			self.setContextClassLoader(loader);
			Completions completions = new Completions("test");
			Thread used = CompletableFuture.supplyAsync(Thread::currentThread, completions).join();
			assertThat(used.getContextClassLoader()).isSameAs(loader);
			assertThat(used.getName()).startsWith("test-");
			assertThat(used.isDaemon()).isTrue();
			completions.close();
			used.join();
		}
		finally {
			self.setContextClassLoader(before);
		}
	}

	@Test
	void onesThatWaitForEachOtherDoNotHoldUpTheRest() {
		Completions completions = new Completions("test");
		CompletableFuture<String> last = new CompletableFuture<>();
		for (int i = 0; i < 50; i++) {
			completions.execute(last::join);
		}
		completions.execute(() -> last.complete("done"));
		assertThat(last.join()).isEqualTo("done");
		completions.close();
	}

	@Test
	void whatComesAfterTheEndIsCompletedByWhoeverBringsIt() {
		Completions completions = new Completions("test");
		completions.close();
		assertThat(CompletableFuture.supplyAsync(Thread::currentThread, completions))
			.isCompletedWithValue(Thread.currentThread());
	}

}
