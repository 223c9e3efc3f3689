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

package io.raftboot.consensus;

import java.util.Arrays;
import java.util.List;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConfigurationCodecTests {

	private final Configuration joint = new Configuration(
			List.of(new Member(1, "one:4001", MemberRole.VOTER), new Member(7, "zwölf:4002", MemberRole.WITNESS)),
			List.of(new Member(1, "one:4001", MemberRole.VOTER), new Member(3, "three:4003", MemberRole.LEARNER)), 9,
			300, 2000);

	@Test
	void readsWhatItWrote() {
		assertThat(ConfigurationCodec.decode(ConfigurationCodec.encode(this.joint))).isEqualTo(this.joint);
		assertThat(ConfigurationCodec.decode(ConfigurationCodec.encode(Configuration.EMPTY)))
			.isEqualTo(Configuration.EMPTY);
	}

	@Test
	void refusesEveryPrefix() {
		byte[] bytes = ConfigurationCodec.encode(this.joint);
		for (int length = 0; length < bytes.length; length++) {
			byte[] prefix = Arrays.copyOf(bytes, length);
			assertThatIllegalArgumentException().isThrownBy(() -> ConfigurationCodec.decode(prefix));
		}
	}

	@Test
	void refusesTrailingBytes() {
		byte[] bytes = ConfigurationCodec.encode(this.joint);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ConfigurationCodec.decode(Arrays.copyOf(bytes, bytes.length + 3)))
			.withMessageContaining("3 bytes too many");
	}

	@Test
	void refusesAnotherVersion() {
		byte[] bytes = ConfigurationCodec.encode(this.joint);
		bytes[0] = 2;
		assertThatIllegalArgumentException().isThrownBy(() -> ConfigurationCodec.decode(bytes))
			.withMessageContaining("version \"2\"");
	}

}
